// SPDX-License-Identifier: Apache-2.0

/// The options of `git commit` that are taken: any other could make a preview real.
enum CommitWords {
    private static let known: Set<String> = [
        "--all", "--allow-empty", "--amend", "--file", "--include", "--message", "--no-edit", "--no-verify", "--only",
        "--quiet", "--signoff",
    ]
    /// Short ones, which can stand together.
    private static let letters: Set<Character> = ["F", "a", "i", "m", "n", "o", "q", "s"]
    /// Those with a value: the rest of the word, or the next one.
    private static let withValue: Set<Character> = ["F", "m"]

    static func check(_ arguments: [String]) throws(GitError) {
        var rest = arguments.prefix { $0 != "--" }[...]
        while let word = rest.popFirst() {
            if word.hasPrefix("--") {
                let name = String(word.prefix { $0 != "=" })
                guard known.contains(name) else { throw refusal(word) }
                if name == word, name == "--message" || name == "--file" { _ = rest.popFirst() }
            } else if word.hasPrefix("-"), word != "-" {
                let end = word.dropFirst().firstIndex { withValue.contains($0) }
                guard word.dropFirst()[..<(end ?? word.endIndex)].allSatisfy(letters.contains) else {
                    throw refusal(word)
                }
                if let end, word.index(after: end) == word.endIndex { _ = rest.popFirst() }
            }
        }
    }

    private static func refusal(_ word: String) -> GitError {
        GitError("`git commit \(word)` is not understood here; leave the option out")
    }
}
