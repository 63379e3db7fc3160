// SPDX-License-Identifier: Apache-2.0

import Platform

/// Asks git about a repository, in the place and with the options that a command will have. Changes nothing but what
/// ``GitUpstream`` sets.
struct GitProgram: Sendable {
    private let program: String
    private let options: [String]
    private let environment: [String: String]
    private let directory: String?

    private static let answerBytesMax = 64 << 20
    /// How long git may take, which includes asking a remote.
    private static let patience = Duration.seconds(120)

    /// What git answered.
    struct Answer {
        let code: Int32
        let output: [UInt8]
        let complaint: String

        /// The output of a git that succeeded; throws what it said when it did not.
        func success() throws(GitError) -> [UInt8] {
            guard code == 0 else { throw GitError("git says:\n\(complaint)") }
            return output
        }
    }

    init(_ invocation: GitInvocation, environment: [String: String], directory: String?) {
        self.init(
            program: invocation.program, options: invocation.globalOptions, environment: environment,
            directory: directory)
    }

    init(program: String, options: [String] = [], environment: [String: String], directory: String?) {
        self.program = program
        self.options = options
        self.environment = environment.merging([
            "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "LANGUAGE": "C",
        ]) { $1 }
        self.directory = directory
    }

    /// What git answers, whatever it exits with.
    func ask(_ arguments: [String], input: [UInt8] = []) throws(GitError) -> Answer {
        var command = ChildCommand(
            program, options + arguments, environment: environment, workingDirectory: directory)
        command.placement = .sameGroup
        command.standardInput = input.isEmpty ? .null : .pipe
        command.standardOutput = .pipe
        command.standardError = .pipe
        do throws(SystemError) {
            let child = try ChildProcess.spawn(command)
            let answer = try child.collectOutput(
                input: input, limitBytes: Self.answerBytesMax, deadline: .after(Self.patience))
            guard case .exited(let code)? = answer.status, !answer.outputWasCut else {
                _ = child.terminateGroup(grace: .zero)
                throw SystemError("ask git", code: 0)
            }
            return Answer(code: code, output: answer.output, complaint: Self.text(answer.error))
        } catch {
            throw GitError("`git \(arguments.first ?? "")` gave no answer: \(error)")
        }
    }

    /// What git answers about a remote, whatever it exits with. Asking changes nothing, so where git gave up, as it
    /// does when a connection breaks, it is asked once more.
    func askRemote(_ arguments: [String]) throws(GitError) -> Answer {
        let answer = try ask(arguments)
        return answer.code == Self.gaveUp ? try ask(arguments) : answer
    }

    /// What git exits with after a `fatal:`.
    private static let gaveUp: Int32 = 128

    /// What git answers when it succeeds, as one line; nil when it does not.
    func line(_ arguments: String...) throws(GitError) -> String? {
        let answer = try ask(arguments)
        guard answer.code == 0 else { return nil }
        let text = Self.text(answer.output)
        return text.isEmpty ? nil : text
    }

    /// What git answers, which must succeed.
    func output(_ arguments: [String], input: [UInt8] = []) throws(GitError) -> [UInt8] {
        try ask(arguments, input: input).success()
    }

    /// The files that change by the commits which `git rev-list` finds with these words and these revisions, as they
    /// are: whatever the settings, replacements and grafts of the repository say.
    func filesChanged(by words: [String], revisions: [String] = []) throws(GitError) -> [String] {
        let commits = try output(["rev-list"] + words, input: Array(revisions.map { $0 + "\n" }.joined().utf8))
        guard !commits.isEmpty else { return [] }
        let names = try output(
            [
                "diff-tree", "--stdin", "-r", "-m", "--root", "--no-renames", "--no-relative", "--no-commit-id",
                "--ignore-submodules=none", "--name-only", "-z",
            ], input: commits)
        return Set(try names.namesBetweenNULs()).sorted()
    }

    private static func text(_ bytes: [UInt8]) -> String {
        var bytes = bytes[...]
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// The parts between NUL bytes.
    ///
    /// A name that is not UTF-8 has no URI that others would write in the same way.
    func namesBetweenNULs() throws(GitError) -> [String] {
        var names: [String] = []
        for part in split(separator: 0) {
            guard let name = String(validating: part, as: UTF8.self) else {
                throw GitError("the file `\(String(decoding: part, as: UTF8.self))` has a name that is not UTF-8")
            }
            names.append(name)
        }
        return names
    }
}
