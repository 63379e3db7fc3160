// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Runner

/// What is said of git commands that no permit is for.
struct `A git command that no permit is for` {
    private func error(_ words: String...) throws -> GitError {
        GitAction.unknown(try #require(try GitInvocation(["git"] + words)))
    }

    @Test func `and that is not known is not said to need none`() throws {
        let error = try error("frobnicate", "x")
        #expect(error.description == "it cannot be told what `git frobnicate` does beyond your own work folder")
        #expect(error.hints.first == "if it does nothing there, run it without `writ do`: `git frobnicate x`")
    }

    @Test(arguments: ["add", "merge", "rebase", "switch"])
    func `and that stays in the work folder is run as it is`(subcommand: String) throws {
        let error = try error(subcommand, "a b", "it's", "")
        #expect(error.description == "`git \(subcommand)` needs no permit for what stays in your own work folder")
        #expect(error.hints.first == "run it without `writ do`: `git \(subcommand) 'a b' 'it'\\''s' ''`")
        #expect(error.hints.last?.contains("`git push`") == true)
    }

    @Test func `and that changes settings is none of those that need none`() throws {
        #expect(try error("config", "a", "b").description.hasPrefix("it cannot be told"))
    }
}
