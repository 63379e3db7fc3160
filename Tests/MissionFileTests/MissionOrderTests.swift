// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel
import Testing

struct `A mission file` {
    @Test(
        arguments: [
            ("misson: x", 1, "`misson` is not a key", "did you mean `mission`?"),
            (
                mission(more: "succesor owner: sam"), 5, "`succesor owner` is not a key",
                "did you mean `successor owner`?"
            ),
            (mission(more: "budget: 1"), 5, "`budget` is not a key", "known here: `mission`"),
            (mission(more: "branch: x"), 5, "`branch` is not a key", "`branch` stands in an element of `may`"),
            (mission(more: "money: 20.00 EUR"), 5, "`money` is not a key", "`money` stands under `spend at most`"),
            (
                mission("{ git: ., do: read, until: 1 day }"), 4, "`until` is not a key",
                "`until` stands at the top of the file"
            ),
            (mission("{ git: ., do: \"read, edit\" }"), 4, "`do` cannot be `read, edit`", "a list: `[read, edit]`"),
            (
                mission("{ git: ., do: read, child missions: yes }"), 4,
                "must be written like `{ at most: 3 }`, not `yes`", nil
            ),
            (mission(more: "while: [a.frozen is false else suspend]"), 5, "lacks the comma before `else`", nil),
            ("mission: x\nuntil: 3 days", 1, "the mission lacks `may`", "add a line such as `may: "),
            (
                "mission: x\nuntil: 3 days\nmay: [{ at: https://a.example, do: x }]", 1, "lacks `agent`",
                "`agent: coding-agent`"
            ),
            ("agent: a\nmission: x\nmay: [{ at: https://a.example, do: x }]", 1, "lacks `until`", "`until: 3 days`"),
            ("agent: a\nuntil: 3 days\nmay: [{ at: https://a.example, do: x }]", 1, "lacks `mission`", nil),
            ("- a", 1, "must have keys such as `mission`, not be a list", nil),
            ("just text", 1, "not be `just text`", nil),
            (mission(more: "why:"), 5, "`why` has nothing after it", nil),
            (mission(more: "done when: []"), 5, "empty list", nil),
            (mission(more: "done when: { a: b }"), 5, "must be a list, not a mapping", nil),
            (mission(more: "why: [a]"), 5, "must be a text, not a list", nil),
            (mission(more: "why: ' '"), 5, "is blank", nil),
            (mission(more: "done when: [a, a]"), 5, "lists `a` twice", nil),
            (mission(more: "until: 4 days"), 5, "second time", nil),
            (mission(more: "purpose: just because"), 5, "must be a URI", nil),
            (mission(more: "language: klingonese!"), 5, "`de-CH`", nil),
            (mission(more: "for: \"dana\\u202E\""), 5, "1 to 255 visible characters, not `dana\\u{202E}`", nil),
            (mission(more: "agent: my agent"), 5, "without spaces", nil),
            (mission(more: "extendable until: 2 days"), 5, "must not be before `until`", nil),
            (mission(more: "if the grantor leaves: complete"), 5, "one of `suspend`, `revoke`", nil),
            (
                mission(more: "ask each time: external commitment"), 5, "cannot be",
                "did you mean `external_commitment`?"
            ),
            (mission(more: "classes: { a b: consequential_read }"), 5, "must be under the name of an action", nil),
            (mission(more: "classes: {}"), 5, "is empty", nil),
        ] as [(String, Int, String, String?)])
    func `is refused with the line, the fault and the remedy`(
        text: String, line: Int, problem: String, hint: String?
    ) throws {
        let error = try #require(fault(text))
        #expect(error.mark.line == line)
        #expect(error.problem.contains(problem), "\(error)")
        if let hint { #expect(error.hint?.contains(hint) == true, "\(error.hint ?? "no hint")") }
    }

    @Test(arguments: [
        ("yesterday", "must be a duration such as `3 days`"), ("2026-12-01", "with its zone"),
        ("2026-11-20 10:00 UTC", "must lie ahead; 2026-11-20 10:00 UTC has passed"), ("3 months", "must be a duration"),
    ])
    func `must end at a time that is exact and lies ahead`(until: String, problem: String) throws {
        let error = try #require(
            fault("mission: x\nuntil: \(until)\nagent: a\nmay: [{ at: https://a.example, do: x }]"))
        #expect(error.description.hasPrefix("line 2, column 8: `until` "))
        #expect(error.problem.contains(problem), "\(error)")
    }

    @Test func `that is not YAML is refused with the line`() throws {
        let error = try #require(fault("mission: Fix: the bug"))
        #expect(error.description.hasPrefix("line 1, column 13: a `:` is not expected here: quote"))
    }

    @Test(arguments: [
        ("money: 20 euros", "`money` must be an amount such as `20.00 EUR`"),
        ("money: 20.00", "`money` must be an amount"),
        ("money: 1e3 EUR", "must be an amount"), ("money: -1 EUR", "must be an amount"),
        ("time: 8", "must be a duration"),
        ("credentials: many", "must be a whole number from 1 to 1000000000, not `many`"),
        ("credentials: 0", "whole number"),
        ("calls: { git.push: 1.5 }", "`git.push` must be a whole number"),
        ("calls: { 'a b': 1 }", "under the name of an action"),
        ("calls: { runs.raed: 1 }", "`runs.raed` is about no action that the mission may do; these are `runs.read`"),
        ("calls: 3", "must be written like `{ git.push: 3 }`, not `3`"), ("euros: 3", "`euros` is not a key"),
    ])
    func `bounds spend only by what can be counted`(limit: String, problem: String) throws {
        let error = try #require(fault(mission(more: "spend at most: { \(limit) }")))
        #expect(error.problem.contains(problem), "\(error)")
        #expect(error.mark.line == 5)
    }

    @Test func `speaks of no action that nobody knows, and says which was meant`() throws {
        let bound = try #require(fault(mission(more: "spend at most: { calls: { git.psuh: 3 } }")))
        #expect(bound.hint == "did you mean `git.push`?")
        let rule = try #require(fault(mission(more: "classes: { runs.raed: irreversible_action }")))
        #expect(rule.problem.contains("is about no action"), "\(rule)")
        #expect(rule.hint == "did you mean `runs.read`?")
    }

    @Test(arguments: ["for: dama", "owner: dama", "successor owner: dama", "while: [{ person: dama }]"])
    func `names no person whom the authority does not know`(line: String) throws {
        let file = mission(more: line)
        #expect(throws: Never.self, "without an authority nobody is known or unknown") { try order(file) }
        var reading = context
        reading.people = ["dana", "sam"]
        let error = #expect(throws: MissionFileError.self) {
            _ = try MissionOrder(reading: Array(file.utf8), in: reading)
        }
        #expect(error?.problem.contains("who is not registered; known is `dana` and `sam`") == true, "\(error as Any)")
        #expect(error?.hint == "did you mean `dana`?")
        #expect(error?.mark.line == 5)
    }

    @Test func `may be as short as four lines`() throws {
        let order = try order(
            "mission: Fix it\nagent: a\nuntil: 3 days\nmay: { git: ., do: read }".replacing("{", with: "[{") + "]")
        #expect(
            order.intentText
                == #"{"expires_at":"2026-11-23T10:00:00Z","goal":"Fix it","resources":["git+file:///srv/dana/repos"]}"#)
        #expect(
            order.authorityText
                == #"[{"actions":["git.read","git.fetch","git.clone"],"resource":"git+file:///srv/dana/repos","#
                + #""resource_match":"prefix","type":"mission_resource_access"}]"#)
        #expect(order.subject == nil && order.client == ClientID("a"))
    }

    @Test func `becomes the intent, the people and the controls that it says`() throws {
        let order = try order(
            mission(
                more: """
                    why: Customers ask for it
                    purpose: urn:example:purpose:login
                    language: en
                    done when: [all tests pass, it is reviewed]
                    keep in mind: ask first
                    for: dana@example.com
                    owner: dana@example.com
                    successor owner: sam@example.com
                    agent: coding-agent
                    extendable until: 2026-12-01 18:00 UTC
                    if the grantor leaves: revoke
                    spend at most:
                      { money: 20.00 EUR, calls: { git.push: 3, runs.*: 5 }, time: 1 day 12 hours, credentials: 50 }
                    ask each time: [external_commitment, irreversible_action]
                    classes: { runs.read: consequential_read }
                    """))
        let controls =
            #""controls":{"max_budget":{"amount":"20.00","currency":"EUR"},"#
            + #""max_calls":[{"call_class":"git.push","count":3},"#
            + #"{"call_class":"runs.*","count":5}],"max_derivations":50,"max_duration":"P1DT12H","#
            + #""writ:ask":["external_commitment","irreversible_action"],"#
            + #""writ:classes":{"runs.read":"consequential_read"},"#
            + #""writ:grantor":"revoke","writ:owner":{"iss":"https://id.example.com","sub":"dana@example.com"},"#
            + #""writ:successor_owner":{"iss":"https://id.example.com","sub":"sam@example.com"},"#
            + #""writ:until":"2026-11-23T10:00:00Z"}"#
        #expect(
            order.intentText == #"{"constraints":["ask first"],"# + controls
                + #","expires_at":"2026-12-01T18:00:00Z","goal":"Test. Why: Customers ask for it","goal_lang":"en","#
                + #""purpose":"urn:example:purpose:login","resources":["https://ci.example.com/runs"],"#
                + #""success_criteria":["all tests pass","it is reviewed"]}"#)
        #expect(order.subject == Principal(issuer: "https://id.example.com", subject: "dana@example.com"))
        #expect(order.client == ClientID("coding-agent"))
        #expect(order.until == Instant(milliseconds: 1_795_428_000_000))
        #expect(order.terms.controls.limits.durationMilliseconds == 129_600_000)
    }

    @Test func `may be JSON`() throws {
        let json =
            #"{"mission":"Test","agent":"a","until":"3 days","#
            + #""may":[{"at":"https://ci.example.com/runs","do":["runs.read"]}]}"#
        #expect(try order(json).intent == order(mission()).intent)
    }

    @Test func `may write prose over several lines`() throws {
        let order = try order(
            "mission: |\n  Fix the login\nwhy: >\n  It is\n  broken!\nagent: a\nuntil: 1 h\n"
                + "may: [{ at: https://a.example, do: x }]"
        )
        #expect(order.intentText.contains(#""goal":"Fix the login. Why: It is broken!""#))
    }

    @Test func `is bounded where the wire is`() throws {
        let paths = { (count: Int, name: String) in
            "{ git: ., paths: [\((0..<count).map { "\(name)\($0)" }.joined(separator: ", "))], do: edit }"
        }
        let long = try #require(fault(mission(paths(257, "a"))))
        #expect(long.description == "line 4, column 22: `paths` has 257 elements; at most 256 are allowed")
        let many = try #require(fault(mission(paths(200, "a"), more: "  - \(paths(57, "b"))")))
        #expect(many.problem.contains("comes to more than 256 entries"), "\(many)")
        let conditions = try #require(
            fault(mission(more: "while: [\((0..<65).map { "a\($0) is b" }.joined(separator: ", "))]")))
        #expect(conditions.problem.hasPrefix("the order cannot be submitted: `controls.writ:conditions` has 65"))
        #expect(fault(mission(paths(200, "a"), more: "  - \(paths(56, "b"))")) == nil)
    }

    @Test func `cannot carry characters that a digest cannot commit`() throws {
        let error = try #require(fault(mission(more: "why: \"\\uFFFF\"")))
        #expect(error.problem.contains("noncharacter"), "\(error)")
    }

    @Test(arguments: MissionTemplate.allCases)
    func `that is damaged anywhere is read or refused, and never more`(template: MissionTemplate) {
        var random = SplitMix(seed: 17)
        let text = Array(template.text().utf8)
        let marks = Array(":-[]{},\"'#&*!|>%@`\n\t \\~0\u{80}\u{FF}".utf8)
        for _ in 0..<1000 {
            var damaged = text
            for _ in 0...Int(random.next() % 3) {
                let place = Int(random.next() % UInt64(damaged.count))
                switch random.next() % 3 {
                case 0: damaged[place] = marks[Int(random.next() % UInt64(marks.count))]
                case 1: damaged.insert(marks[Int(random.next() % UInt64(marks.count))], at: place)
                default: damaged.remove(at: place)
                }
            }
            guard let order = try? MissionOrder(reading: damaged, in: context) else { continue }
            #expect(order.entries.allSatisfy { order.terms.resources.contains($0.resources.resource) })
        }
    }
}

/// Numbers that a seed decides (SplitMix64).
private struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

struct `The conditions of a mission file` {
    private func conditions(_ text: String) throws -> [ConditionTerms] {
        try order(mission(more: "while:\n\(text)")).terms.controls.conditions
    }

    @Test(arguments: [
        ("  - branch.frozen", "must read like `incident.INC-42 is open, else complete`"),
        ("  - a is", "must read like"),
        ("  - a is b, otherwise stop", "must read like"), ("  - a b is c", "must name a fact without spaces"),
        ("  - a is b, else stop", "`else` cannot be `stop`; it is one of `suspend`, `revoke`, `complete`"),
        ("  - a is b, else revoke, resume when it returns", "can only resume what was suspended"),
        ("  - a is b, resume when it returns, else suspend", "must read like"),
        ("  - a is 1.5", "a whole number"), ("  - a is null", "must compare with"),
        ("  - a is 9007199254740993", "must compare"),
        ("  - { fact: a }", "exactly one of `is` and `is not`"),
        ("  - { fact: a, is: 1, is not: 2 }", "exactly one of"),
        ("  - { fact: a, is: [1] }", "must be a text"), ("  - { is: 1 }", "lacks `fact`"),
        ("  - { fact: a, is: b, or else: revoke }", "`or else` is not a key"),
        ("  - { person: sam, is: true }", "has `person`, which alone means"),
        ("  - { fact: a, is: b, else: complete, when it returns: resume }", "can only resume what was suspended"),
        ("  - { fact: a, is: b, else: revoke, take away: [] }", "stands in place of `else`"),
        (
            "  - { fact: a, is: b, take away: [{ at: https://other.example, do: runs.read }] }",
            "which `may` does not give"
        ),
        (
            "  - { fact: a, is: b, take away: [{ at: https://ci.example.com/runs, do: runs.stop }] }",
            "names `runs.stop` on"
        ),
        ("  - { fact: a, is: b, take away: [{ under: https://ci.example.com/runs, do: runs.read }] }", "does not give"),
        (
            "  - { fact: a, is: b, take away: [{ at: https://ci.example.com/runs, do: runs.read, ask each time: x }] }",
            "`ask each time` is not a key"
        ),
    ])
    func `are refused when they cannot be judged`(text: String, problem: String) throws {
        let error = try #require(fault(mission(more: "while:\n\(text)")))
        #expect(error.problem.contains(problem), "\(error)")
        #expect(error.mark.line == 6)
    }

    @Test func `read like sentences`() throws {
        let conditions = try conditions(
            """
              - branch.feature/passkey.frozen is false, else suspend, resume when it returns
              - incident.INC-42 is open, else complete
              - risk.level is not high, else revoke
              - seats is 12
            """)
        #expect(
            conditions == [
                ConditionTerms(
                    fact: .named("branch.feature/passkey.frozen"), test: .equals(.boolean(false)),
                    consequence: .suspend,
                    onReturn: .resume),
                ConditionTerms(
                    fact: .named("incident.INC-42"), test: .equals(.text("open")), consequence: .complete),
                ConditionTerms(fact: .named("risk.level"), test: .differs(.text("high")), consequence: .revoke),
                ConditionTerms(fact: .named("seats"), test: .equals(.integer(12)), consequence: .suspend),
            ])
    }

    @Test func `can be written out, name a person, and take part of the authority away`() throws {
        let conditions = try conditions(
            """
              - { fact: a, is not: "12", else: suspend, when it returns: resume }
              - { person: sam@example.com, else: revoke, when it returns: wait }
              - { fact: b, is: x, take away: [{ at: https://ci.example.com/runs, do: runs.read }] }
            """)
        let sam = Principal(issuer: "https://id.example.com", subject: "sam@example.com")
        let resource = try #require(ResourceURI("https://ci.example.com/runs"))
        let action = try #require(ActionPattern("runs.read"))
        #expect(
            conditions == [
                ConditionTerms(
                    fact: .named("a"), test: .differs(.text("12")), consequence: .suspend, onReturn: .resume),
                ConditionTerms(fact: .enabled(sam), test: .equals(.boolean(true)), consequence: .revoke),
                ConditionTerms(
                    fact: .named("b"), test: .equals(.text("x")),
                    consequence: .narrow([Removal(resource: resource, actions: [action])])),
            ])
    }

    @Test func `can take one action out of a family`() throws {
        let text = mission(
            "{ at: https://a.example, do: runs.* }",
            more: "while: [{ fact: f, is: 1, take away: [{ at: https://a.example, do: runs.stop }] }]")
        #expect(
            try order(text).intentText.contains(#""narrow":[{"actions":["runs.stop"],"resource":"https://a.example"}]"#)
        )
    }
}
