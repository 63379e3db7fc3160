// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel
import Testing

struct `What a mission file says may be done` {
    /// `resource(/**) actions` of each entry, with the constraints and the delegation that it has.
    private func entries(_ grant: String) throws(MissionFileError) -> [String] {
        try order(mission(grant)).entries.map { entry in
            let match = entry.resources.match == .prefix ? "/**" : ""
            let asks = entry.constraints.requiresActionApproval == true ? " asks" : ""
            let resource = entry.resources.resource.text.replacing("git+file:///srv/dana/repos", with: "repo")
            return "\(resource)\(match) \(entry.actions.map(\.text).joined(separator: ","))\(asks)"
        }
    }

    @Test(arguments: [
        ("{ do: read }", "must say where"),
        ("read everything", "must be written like `{ git: ./shop.git, do: [read] }`, not `read"),
        ("{ git: ., at: https://a.example, do: read }", "`at` is not a key"), ("{ git: . }", "lacks `do`"),
        ("{ git: ., do: [] }", "empty list"), ("{ git: ., do: psuh, branch: x }", "`do` cannot be `psuh`"),
        ("{ git: ., do: git.push, branch: x }", "`do` cannot be `git.push`"),
        ("{ git: ~/x, do: read }", "`~` is not expanded"),
        ("{ git: ftp://h/x, do: read }", "`ftp` is neither, not `ftp://h/x`"),
        ("{ git: ., do: push }", "not on which branch"),
        ("{ git: ., do: read, branch: x }", "has nothing of the kind"),
        ("{ git: ., do: push, branch: a..b }", "must be the name"),
        ("{ git: ., do: push, branch: [x, x] }", "lists `x` twice"),
        ("{ git: ., do: read, paths: x }", "neither `edit` nor"),
        ("{ git: ., do: edit, paths: /etc }", "from the top of the repository"),
        ("{ git: ., do: edit, paths: a*b }", "a star"),
        ("{ git: ., do: push, branches: x }", "`branches` is not a key"),
        ("{ git: ., do: read, ask each time: push }", "cannot be"),
        ("{ git: ., do: read, ask each time: true }", "cannot be `true`; it is one of `read`"),
        ("{ at: nowhere, do: x }", "must be an address such as"),
        ("{ under: \"https://a.example?x\", do: x }", "a query"),
        ("{ at: \"https://a.example/x#y\", do: x }", "must not have a fragment"),
        ("{ at: \"https:///x\", do: x }", "must name a host"),
        ("{ at: https://a.example, do: a b }", "must be an action such as"),
        ("{ at: https://a.example, do: \"*\" }", "an action"),
        ("{ at: https://a.example, do: x, paths: y }", "`paths` is not a key"),
        (
            "{ at: https://a.example, do: [runs.*, runs.stop], ask each time: runs.stop }",
            "`runs.*` allows it without asking"
        ),
        ("{ at: https://a.example, do: x, only if: {} }", "is empty"),
        ("{ at: https://a.example, do: x, only if: no }", "not `no`"),
        ("{ at: https://a.example, do: x, only if: { max amount: 5 } }", "must be an amount"),
        ("{ at: https://a.example, do: x, only if: { recipients in: a b } }", "must be a domain"),
        ("{ at: https://a.example, do: x, only if: { tools: [] } }", "empty list"),
        ("{ at: https://a.example, do: x, only if: { after: 3 days } }", "must be a time such as"),
        (
            "{ at: https://a.example, do: x, only if: { after: 2026-12-02 10:00 UTC, before: 2026-12-01 10:00 UTC } }",
            "never hold"
        ),
        ("{ at: https://a.example, do: x, sub-agents: { depth: 1 } }", "lacks `who`"),
        ("{ at: https://a.example, do: x, sub-agents: { who: a, depth: 0 } }", "whole number from 1 to 64"),
        ("{ at: https://a.example, do: x, child missions: { at most: 0 } }", "whole number"),
        ("{ at: https://a.example, do: x, child missions: { approval: none } }", "one of `covered`, `each`"),
        ("{ at: https://a.example, do: x, child missions: { at-most: 1 } }", "`at-most` is not a key"),
    ])
    func `is refused when it is not exact`(grant: String, problem: String) throws {
        let error = try #require(fault(mission(grant)))
        #expect(error.problem.contains(problem), "\(error)")
        #expect(error.mark.line == 4)
    }

    @Test func `in a repository becomes entries on its branches and files`() throws {
        #expect(
            try entries("{ git: ., branch: feature/passkey, paths: [src/**, README.md], do: [read, commit, push] }")
                == [
                    "repo/** git.read,git.fetch,git.clone", "repo/tree/src/** git.write",
                    "repo/tree/README.md git.write",
                    "repo/refs/heads/feature/passkey git.commit,git.push",
                ])
        #expect(
            try entries(#"{ git: ., branch: ["*", rel/*], do: [edit, force push, create branch, delete branch, tag] }"#)
                == [
                    "repo/tree/** git.write", "repo/refs/heads/** git.push.force,git.branch.create,git.branch.delete",
                    "repo/refs/heads/rel/** git.push.force,git.branch.create,git.branch.delete",
                    "repo/refs/tags/** git.tag",
                ])
    }

    @Test func `never brings a force push, a deletion or a tag along`() throws {
        let entries = try order(mission(#"{ git: ., branch: "*", do: [read, edit, commit, push, create branch] }"#))
            .entries
        for action in ["git.push.force", "git.branch.delete", "git.tag", "git.config"] {
            #expect(!entries.contains { $0.actions.contains { $0.covers(action) } })
        }
    }

    @Test func `can be asked about word by word`() throws {
        #expect(
            try entries("{ git: ., branch: x, do: [read, commit, push], ask each time: push }") == [
                "repo/** git.read,git.fetch,git.clone", "repo/tree/** git.write", "repo/refs/heads/x git.commit",
                "repo/refs/heads/x git.push asks",
            ])
        #expect(
            try entries("{ git: ., branch: x, do: [edit, commit], ask each time: [edit, commit] }") == [
                "repo/tree/** git.write asks", "repo/refs/heads/x git.commit asks",
            ])
        #expect(
            try entries("{ git: ., branch: x, do: [edit, commit], ask each time: edit }") == [
                "repo/refs/heads/x git.commit", "repo/tree/** git.write asks",
            ])
        #expect(
            try entries("{ under: https://a.example, do: [a.*, b], ask each time: b }") == [
                "https://a.example/** a.*", "https://a.example/** b asks",
            ])
    }

    @Test func `carries its constraints digit for digit`() throws {
        let order = try order(
            mission(
                """
                at: https://a.example
                    do: x
                    only if:
                      max amount: 20.00 EUR
                      tenant: acme
                      tools: [b, a]
                      recipients in: mail.example.com
                      data classified: [public]
                      after: 2026-12-01 09:00 UTC
                      before: 2026-12-01T18:00:00+01:00
                      issued after: 2026-07-01 00:00 UTC
                      issued before: 2026-09-30T23:59:59Z
                """))
        #expect(
            order.authorityText
                == #"[{"actions":["x"],"constraints":{"allowed_tools":["b","a"],"data_classification":["public"],"#
                + #""max_amount":{"amount":"20.00","currency":"EUR"},"recipient_domain":"mail.example.com","#
                + #""resource_issued_after":"2026-07-01T00:00:00Z","resource_issued_before":"2026-09-30T23:59:59Z","#
                + #""tenant":"acme","time_window":{"not_after":"2026-12-01T17:00:00Z","#
                + #""not_before":"2026-12-01T09:00:00Z"}},"#
                + #""resource":"https://a.example","type":"mission_resource_access"}]"#)
    }

    @Test func `can be handed to sub-agents and to child missions`() throws {
        let text = { (terms: String) in
            try order(mission("{ at: https://a.example, do: x, \(terms) }")).entries[0].delegation
        }
        #expect(try text("only if: { tenant: a }") == nil)
        #expect(
            try text("sub-agents: { who: [any ai_agent, test-repair], depth: 2 }")
                == DelegationPolicy(maxDepth: 2, allowedDelegates: [.profile("ai_agent"), .subject("test-repair")]))
        #expect(
            try text("child missions: { at most: 3, generations: 2, who: any ai_agent, approval: each }")
                == DelegationPolicy(
                    maxDepth: 0,
                    children: ChildPolicy(
                        maxChildren: 3, maxChildDepth: 2, allowedChildActors: [.profile("ai_agent")],
                        creationPolicy: .approval)))
        #expect(
            try text("sub-agents: { who: a }, child missions: { at most: 1 }")
                == DelegationPolicy(
                    maxDepth: 1, allowedDelegates: [.subject("a")],
                    children: ChildPolicy(maxChildren: 1, maxChildDepth: 1)))
    }

    @Test func `names each of its resources once in the intent`() throws {
        let order = try order(
            mission("{ git: ., branch: x, do: [commit, push], ask each time: push }", more: "  - { git: ., do: read }"))
        let resources = order.terms.resources.map { $0.text.replacing("git+file:///srv/dana/repos", with: "repo") }
        #expect(resources == ["repo/tree", "repo/refs/heads/x", "repo"])
        #expect(order.entries.allSatisfy { order.terms.resources.contains($0.resources.resource) })
    }
}

struct `A mission template` {
    @Test(arguments: MissionTemplate.allCases)
    func `parses as it is`(template: MissionTemplate) throws {
        let order = try order(template.text())
        #expect(order.subject?.subject == "you@example.com")
        #expect(order.client == ClientID(ExactText("\(template)-agent")))
    }

    @Test(arguments: MissionTemplate.allCases)
    func `asks of an action no more than the action has`(template: MissionTemplate) throws {
        for entry in try order(template.text()).entries where entry.constraints.maxAmount != nil {
            #expect(!entry.actions.contains { $0.text.hasSuffix("read") }, "\(entry.actions)")
        }
    }

    @Test(arguments: MissionTemplate.allCases)
    func `can spend what one of its actions may cost`(template: MissionTemplate) throws {
        let order = try order(template.text())
        for case (let most?, let budget?) in order.entries.map({
            ($0.constraints.maxAmount, order.terms.controls.limits.budget)
        }) {
            #expect(most.currency == budget.currency && most.amount <= budget.amount)
        }
    }

    @Test(
        arguments: MissionTemplate.allCases,
        ["null", "1", "-", "@x", "a: b", "\"q\"\\", "true", "# no", "{person}", "&a", "/srv/a b"])
    func `parses whatever is filled in`(template: MissionTemplate, text: String) throws {
        var blanks = MissionTemplate.Blanks()
        blanks.person = text
        blanks.repository = "/srv/\(text)"
        #expect(try order(template.text(filling: blanks)).subject?.subject.string == text)
    }
}
