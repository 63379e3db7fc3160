// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing

@testable import WritCommands

/// What somebody is told who would take away what a mission does not have.
struct `A narrowing of what is not there` {
    private func failure(_ place: String, _ actions: [String] = []) throws -> CommandFailure {
        let entries = [
            try entry("git+file:///srv/shop.git", .prefix, ["git.read"]),
            try entry("git+file:///srv/shop.git/refs/heads/feature/passkey", .exact, ["git.commit", "git.push"]),
            try entry("https://erp.example.com/journal", .exact, ["journal.post"]),
        ]
        return try #require(throws: CommandFailure.self) {
            try Narrowing(of: entries, at: place, actions: actions, policy: .standard)
        }
    }

    private func entry(
        _ resource: String, _ match: ResourcePattern.Match, _ actions: [String]
    ) throws -> AuthorityEntry {
        AuthorityEntry(
            resources: ResourcePattern(try #require(ResourceURI(resource)), match: match),
            actions: actions.compactMap(ActionPattern.init))
    }

    private let mistyped = "git+file:///srv/shop.git/refs/heads/feature/paskey"

    @Test func `is not told of a wider entry that does not allow the action`() throws {
        let failure = try failure(mistyped, ["git.push"])
        #expect(failure.problem == "the mission has no `git.push` on the branch `feature/paskey` of `/srv/shop.git`")
        #expect(failure.hints == ["did you mean the branch `feature/passkey`?"])
    }

    @Test func `is told of the wider entry that has it, and of what is near`() throws {
        let failure = try failure(mistyped)
        #expect(failure.problem.hasSuffix("only as part of `/srv/shop.git` and everything below it"))
        #expect(failure.hints.first == "did you mean the branch `feature/passkey`?" && failure.hints.count == 2)
    }

    @Test func `is told where the mission has the action when nothing is near`() throws {
        let failure = try failure("https://mail.example.com/outbox", ["journal.post"])
        #expect(failure.hints == ["it has `https://erp.example.com/journal`"])
    }

    @Test func `is told of an action that the mission has nowhere`() throws {
        let failure = try failure(mistyped, ["git.tag"])
        #expect(failure.problem == "the mission does not have `git.tag`")
    }
}
