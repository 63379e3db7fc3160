// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing

@testable import WritCommands

/// What somebody is told who was denied something.
struct `A hint after a denial` {
    private func hints(
        _ reason: DenialReason, _ action: String, _ resource: String, _ parameters: [JSONValue.Member] = []
    ) throws -> [String] {
        var bounded = Constraints()
        bounded.maxAmount = Money(try #require(ExactDecimal("100")), try #require(CurrencyCode("EUR")))
        let entries = [
            try entry("git+file:///srv/shop/refs/heads/feature/x", .exact, ["git.commit", "git.push"]),
            try entry("git+file:///srv/shop/tree/src", .prefix, ["git.write"]),
            try entry("https://erp.example.com/journal", .prefix, ["journal.post"], bounded),
        ]
        return DenialHints(
            action: action, resource: try #require(ResourceURI(resource)), parameters: parameters, entries: entries
        ).all(for: reason.rawValue)
    }

    private func entry(
        _ resource: String, _ match: ResourcePattern.Match, _ actions: [String], _ constraints: Constraints = .none
    ) throws -> AuthorityEntry {
        AuthorityEntry(
            resources: ResourcePattern(try #require(ResourceURI(resource)), match: match),
            actions: actions.compactMap(ActionPattern.init), constraints: constraints)
    }

    @Test func `is not given where nothing like it is allowed, or something else was wrong`() throws {
        #expect(try hints(.outOfAuthority, "mail.send", "https://example.com/x").isEmpty)
        #expect(try hints(.missionInactive, "push", "git+file:///srv/shop/refs/heads/feature/x").isEmpty)
        #expect(
            try hints(
                .parameterViolation, "journal.post", "https://erp.example.com/journal",
                [.init("amount", ["amount": "950.00", "currency": "EUR"])]
            ).isEmpty)
    }

    @Test(arguments: ["push", "git.psuh", "git_push"])
    func `says which action was meant`(action: String) throws {
        let hints = try hints(.outOfAuthority, action, "git+file:///srv/shop/refs/heads/feature/x")
        #expect(hints == ["did you mean `git.push`?"])
    }

    @Test func `says what is allowed there`() throws {
        let hints = try hints(.outOfAuthority, "mail.send", "https://erp.example.com/journal/7")
        #expect(hints == ["allowed there: `journal.post`"])
    }

    @Test func `says where the action is allowed`() throws {
        #expect(
            try hints(.outOfAuthority, "git.push", "git+file:///srv/sohp/refs/heads/feature/x")
                == ["`git.push` is allowed on the branch `feature/x` of `/srv/shop`"])
        #expect(
            try hints(.outOfAuthority, "git.write", "git+file:///srv/shop/tree/docs/a")
                == ["`git.write` is allowed on everything in `src/` of `/srv/shop`"])
        #expect(
            try hints(.outOfAuthority, "journal.post", "http://erp.example.com/journal")
                == ["`journal.post` is allowed on `https://erp.example.com/journal` and everything below it"])
    }

    @Test func `says that an amount has a currency`() throws {
        let resource = "https://erp.example.com/journal"
        #expect(
            try hints(.parameterViolation, "journal.post", resource, [.init("amount", .string("50.00"))])
                == ["`amount` has no currency: write `--param amount=\"50.00 EUR\"`"])
        #expect(
            try hints(.parameterViolation, "journal.post", resource)
                == ["an amount has a currency: `--param amount=\"AMOUNT EUR\"`"])
    }
}
