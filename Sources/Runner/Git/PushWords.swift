// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

/// The words after `git push`, of which only those are taken whose meaning is known here: an option that nobody looked
/// at could make a preview real, push elsewhere, or run another program.
struct PushWords {
    private let options: [String]
    private let operands: [String]

    private static let known: Set<String> = [
        "-d", "-f", "-q", "-u", "-v", "--delete", "--force", "--force-with-lease", "--no-verify", "--quiet",
        "--set-upstream", "--verbose",
    ]
    /// Those that are kept when the push is done; what is changed is then said word by word.
    private static let kept: Set<String> = ["-q", "-v", "--no-verify", "--quiet", "--verbose"]

    init(_ arguments: [String]) throws(GitError) {
        for option in arguments.prefix(while: { $0 != "--" }) where option.hasPrefix("-") {
            guard Self.known.contains(option) else {
                throw GitError("`git push \(option)` is not understood here; leave the option out")
            }
        }
        options = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("-") }
        let before = arguments.prefix { $0 != "--" }.filter { !$0.hasPrefix("-") }
        operands = before + arguments.drop { $0 != "--" }.dropFirst()
    }

    /// For the preview, which is not to be quiet.
    var all: [String] { options.filter { $0 != "-q" && $0 != "--quiet" } + ["--"] + operands }

    /// The push of exactly what was looked at: this commit to this reference, and nothing else.
    func commandLine(
        of invocation: GitInvocation, _ update: PushPreview.Update, _ parameters: [JSONValue.Member],
        in workplace: GitWorkplace
    ) throws(GitError) -> [String] {
        var words = [invocation.program] + invocation.globalOptions + ["push"]
        words += options.filter(Self.kept.contains) + ["--no-recurse-submodules", "--no-follow-tags"]
        var source = ""
        if case .string(let commit)? = parameters.first(where: { $0.name == "commit" })?.value { source = commit }
        if update.kind == .forced { words.append("--force") }
        var remote = operands.first
        if remote == nil { remote = try workplace.defaultRemote() }
        guard let remote else {
            throw GitError("it cannot be told where to push; name the remote")
        }
        return words + ["--", remote, "\(source):\(update.ref)"]
    }
}
