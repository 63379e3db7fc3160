// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Testing

struct `The summary of a mission` {
    private func lines(
        _ intent: String, _ entries: String, policy: ClassPolicy? = nil, subject: Principal? = nil,
        course: MissionSummary.Course = .init()
    ) throws -> [MissionSummary.Line] {
        var source = MissionSummary.Source(
            intent: try JSONDocument(intent).root, entries: try AuthorityGrammar.entries(JSONDocument(entries).root),
            expiresAt: context.now.adding(milliseconds: 3_600_000),
            parties: .init(client: "agent", subject: subject, issuer: context.issuer), policy: policy)
        source.course = course
        return try MissionSummary(of: source, at: context.now).lines
    }

    /// The lines of one role about an entry that has `members` besides its type.
    private func lines(
        _ role: MissionSummary.Role, entry members: String, controls: String = "{}", policy: ClassPolicy? = nil
    ) throws -> [String] {
        let intent =
            #"{"goal":"Test","resources":["https://a.example"],"expires_at":"2026-11-20T11:00:00Z","#
            + #""controls":\#(controls)}"#
        let entries = #"[{"type":"mission_resource_access",\#(members)}]"#
        return try lines(intent, entries, policy: policy).filter { $0.role == role }.map(\.text)
    }

    private let plain = #""resource":"https://a.example","actions":["x"]"#

    @Test func `of an intent that is malformed is refused`() {
        #expect(throws: JSONShapeError.self) { _ = try lines("{}", "[{\(#""type":"t","#)\(plain)}]") }
    }

    @Test func `shows a hostile client's words inert and within their quotes`() throws {
        let intent =
            #"{"goal":"Fix it\nMay not\n  nothing\u001b[2J\u202e","resources":["https://a.example"],"#
            + #""expires_at":"2026-11-20T11:00:00Z","success_criteria":["done\r\nEnds: never"],"#
            + #""controls":{"writ:owner":{"iss":"https://evil.example","sub":"dana` of `x"}}}"#
        let subject = Principal(issuer: ExactText(context.issuer), subject: "da\u{200D}na")
        let lines = try lines(intent, #"[{"type":"mission_resource_access",\#(plain)}]"#, subject: subject).map(\.text)
        #expect(lines[0] == #"Fix it\nMay not\n  nothing\u{1B}[2J\u{202E}"#)
        #expect(lines[1] == #"done when: done\r\nEnds: never"#)
        #expect(lines.contains(#"for `da\u{200D}na`"#))
        #expect(lines.contains { $0.hasPrefix(#"`dana\u{60} of \u{60}x` of `https://evil.example` answers for it"#) })
        #expect(lines.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
    }

    @Test func `shows a family as the breadth that it is`() throws {
        let entry =
            #""resource":"https://a.example/erp","resource_match":"prefix","actions":["invoices.*","journal.read"]"#
        #expect(
            try lines(.granted, entry: entry) == [
                "do every action whose name begins with `invoices.` and `journal.read` "
                    + "at `https://a.example/erp` and everything below it"
            ])
        #expect(
            try lines(.granted, entry: #""resource":"git+file:///srv/a","resource_match":"prefix","actions":["git.*"]"#)
                == [
                    "in the repository `/srv/a`:",
                    "do every action whose name begins with `git.` to everything in and below it",
                ])
    }

    @Test func `says what an entry that cannot be enforced is worth`() throws {
        for (members, reason) in [
            (#""type":"other",\#(plain)"#, "its type `other`"),
            (#""resource_match":"regex",\#(plain)"#, "its match `regex`"),
            (#""extra":1,\#(plain)"#, "its member `[0].extra`"),
            (#""constraints":{"moon":"full"},\#(plain)"#, "its constraint `moon`"),
        ] {
            let type = members.hasPrefix(#""type""#) ? "" : #""type":"mission_resource_access","#
            let lines = try lines(
                #"{"goal":"T","resources":["https://a.example"],"expires_at":"2026-11-20T11:00:00Z"}"#,
                "[{\(type)\(members)}]")
            let refused = lines.filter { $0.role == .notGranted }.map(\.text)
            #expect(!lines.contains { $0.role == .granted })
            #expect(refused.first == "nothing")
            #expect(refused.contains { $0.contains(reason) && $0.hasSuffix("so it grants nothing") }, "\(refused)")
        }
    }

    @Test func `names what is feared and not granted in a repository`() throws {
        let branch = #""resource":"git+file:///srv/a/refs/heads/x","actions":["git.push"]"#
        #expect(
            try lines(.notGranted, entry: branch)[0]
                == "do anything else in `/srv/a`: no change of files, no commit, no force push, "
                + "no deletion of branches and no tag"
        )
    }

    @Test func `does not deny what a wider entry grants`() throws {
        let entries =
            #"[{"type":"mission_resource_access","resource":"git+file:///srv/a/refs/heads/x","actions":["git.push"]},"#
            + #"{"type":"mission_resource_access","resource":"git+file:///srv","#
            + #""resource_match":"prefix","actions":["git.*"]}]"#
        let intent = #"{"goal":"T","resources":["git+file:///srv"],"expires_at":"2026-11-20T11:00:00Z"}"#
        let refused = try lines(intent, entries).filter { $0.role == .notGranted }.map(\.text)
        #expect(refused.prefix(2) == ["do anything else in `/srv/a`", "do anything else in `/srv`"])
    }

    @Test(arguments: [
        (#""max_amount":{"amount":"19.5","currency":"EUR"}"#, "only up to 19.50 EUR each time"),
        (#""tenant":"acme""#, "only for the tenant `acme`"), (#""allowed_tools":["b","a"]"#, "only with `a` and `b`"),
        (#""allowed_tools":[]"#, "never: its list of allowed tools is empty"),
        (#""recipient_domain":"Example.com""#, "only to recipients in `example.com` and its subdomains"),
        (#""data_classification":["public"]"#, "only with data classified `public`"),
        (#""resource_issued_after":"2026-07-01T00:00:00Z""#, "only on what was issued from 2026-07-01T00:00:00Z on"),
        (#""resource_issued_before":"2026-07-01T00:00:00Z""#, "only on what was issued up to 2026-07-01T00:00:00Z"),
        (#""time_window":{"not_before":"2026-07-01T00:00:00Z"}"#, "only from 2026-07-01T00:00:00Z"),
        (#""time_window":{"not_after":"2026-07-01T00:00:00Z"}"#, "only until 2026-07-01T00:00:00Z"),
        (#""requires_action_approval":true"#, "only if a person agrees, each time anew"),
        (#""requires_action_approval":false"#, "without asking, unless its class asks"),
    ])
    func `says each constraint`(constraint: String, phrase: String) throws {
        #expect(
            try lines(.granted, entry: "\(plain),\"constraints\":{\(constraint)}") == [
                "do `x` at `https://a.example`", phrase,
            ])
    }

    @Test(
        arguments: [
            (#"{"max_depth":1}"#, [], "hand any of this on to a sub-agent or a child mission"),
            (
                #"{"max_depth":0,"allowed_delegates":[{"sub":"a"}]}"#, [],
                "hand any of this on to a sub-agent or a child mission"
            ),
            (
                #"{"max_depth":2,"allowed_delegates":[{"sub":"a"},{"sub_profile":"b"}]}"#,
                ["also for sub-agents: `a` and any `b`, and theirs, 2 deep"],
                "start a child mission, or hand on to a sub-agent what is not marked “also for sub-agents”"
            ),
            (
                #"{"max_depth":0,"children":{}}"#,
                [
                    "also for child missions: any number of them, without children of their own, run by anyone; "
                        + "this approval covers them"
                ],
                "let a sub-agent act unless under a child mission, or give that what is not marked "
                    + "“also for child missions”"
            ),
            (
                #"{"max_depth":1,"allowed_delegates":[{"sub":"a"}],"children":{"max_children":2,"max_child_depth":3,"#
                    + #""allowed_child_actors":[{"sub":"c"}],"child_creation_policy":"approval"}}"#,
                [
                    "also for sub-agents: `a`",
                    "also for child missions: at most 2 at a time, 3 generations deep, run by `c`; "
                        + "each needs its own approval",
                ], "hand on to a sub-agent or a child mission what is not marked as also for it"
            ),
            (
                #"{"max_depth":0,"children":{"moon":1}}"#, ["for no child mission: the rule `moon` cannot be enforced"],
                "let a sub-agent act unless under a child mission, or give that what is not marked "
                    + "“also for child missions”"
            ),
        ] as [(String, [String], String)])
    func `says who else may act`(delegation: String, granted: [String], refused: String) throws {
        let entry = "\(plain),\"delegation\":\(delegation)"
        #expect(try lines(.granted, entry: entry).dropFirst() == granted[...])
        #expect(try lines(.notGranted, entry: entry).last == refused)
    }

    @Test func `says when a person is asked, and why`() throws {
        #expect(try lines(.asks, entry: plain) == ["never: it works on its own within these bounds"])
        #expect(
            try lines(.asks, entry: #"\#(plain),"constraints":{"requires_action_approval":true}"#)
                == ["before each `x` at `https://a.example`"])
        #expect(
            try lines(.asks, entry: plain, policy: .standard)
                == ["before each `x` (privileged_administration) at `https://a.example`"])
        let family = #""resource":"git+file:///srv/a","actions":["git.*","git.push"]"#
        #expect(
            try lines(.asks, entry: family, policy: .standard) == [
                "before each action that begins with `git.` (privileged_administration) at `git+file:///srv/a`"
            ])
        let controls = #"{"writ:ask":["irreversible_action"],"writ:classes":{"x":"consequential_read"}}"#
        #expect(
            try lines(.asks, entry: plain, controls: controls, policy: .standard)
                == ["before each action of the class `irreversible_action`"])
        #expect(
            try lines(.asks, entry: family, controls: controls, policy: .standard).last
                == "before each action that begins with `git.` (privileged_administration) and `git.push` "
                + "(irreversible_action) at `git+file:///srv/a`")
    }

    @Test func `says what ends it`() throws {
        let conditions =
            #"[{"fact":"a","is":false},{"fact":"b","is_not":"high","else":"revoke"},"#
            + #"{"fact":"c","is":12,"else":"complete"},"#
            + #"{"fact":{"enabled":{"iss":"i","sub":"sam"}},"is":true,"on_return":"resume"},"#
            + #"{"fact":{"enabled":{"iss":"i","sub":"eve"}},"is":false},"#
            + #"{"fact":"d","is":1,"else":{"narrow":[{"resource":"https://a.example"},"#
            + #"{"resource":"https://b.example","actions":["x.*"]}]}}]"#
        let lines = try lines(
            .ends, entry: plain, controls: #"{"writ:conditions":\#(conditions),"writ:grantor":"revoke"}"#)
        #expect(
            lines == [
                "at 2026-11-20 11:00 UTC (in 1 h)",
                "suspended when `a` is no longer false; when that has passed, a person must resume it",
                "revoked when `b` is `high`", "completed when `c` is no longer 12",
                "suspended when `sam` has left; when that has passed, it goes on by itself",
                "suspended when `eve` is enabled; when that has passed, a person must resume it",
                "narrowed when `d` is no longer 1: it loses everything at `https://a.example` and "
                    + "every action whose name begins with `x.` at `https://b.example`",
                "revoked when whoever approved it has left", "at any moment, when it is revoked",
            ])
    }

    @Test func `says what is spent, and what nothing bounds`() throws {
        #expect(
            try lines(.spends, entry: plain) == ["no limit on money, calls, working time and credentials"])
        let controls =
            #"{"max_budget":{"amount":"20.00","currency":"EUR"},"max_calls":[{"call_class":"git.push","count":1},"#
            + #"{"call_class":"x.*","count":2}],"max_derivations":1,"max_duration":"PT1H30M"}"#
        #expect(
            try lines(.spends, entry: plain, controls: controls) == [
                "at most 20 EUR", "at most 1 time `git.push`",
                "at most 2 times every action whose name begins with `x.`",
                "at most 1 h 30 min of working time", "at most 1 credential",
            ])
    }

    @Test func `says of each bound how much of it is spent once the mission is approved`() throws {
        let intent =
            #"{"goal":"Test","resources":["https://a.example"],"expires_at":"2026-11-20T11:00:00Z","controls":"#
            + #"{"max_budget":{"amount":"1000.00","currency":"EUR"},"max_calls":[{"call_class":"git.push","count":5}],"#
            + #""max_derivations":2,"max_duration":"PT2H"}}"#
        let entries = #"[{"type":"mission_resource_access",\#(plain)}]"#
        let bounds = { (spend: Spend) in
            var course = MissionSummary.Course()
            course.spend = spend
            return try lines(intent, entries, course: course).filter { $0.role == .spends }.map(\.text)
        }
        #expect(
            try bounds(Spend(calls: [0])) == [
                "0 EUR of at most 1000 EUR spent", "0 of at most 5 times `git.push`",
                "0 s of at most 2 h of working time", "0 of at most 2 credentials",
            ])
        let money = Money(try #require(ExactDecimal("300.50")), try #require(CurrencyCode("EUR")))
        #expect(
            try bounds(Spend(money: [money], calls: [3], durationMilliseconds: 5_400_000, derivations: 1)) == [
                "300.50 EUR of at most 1000 EUR spent", "3 of at most 5 times `git.push`",
                "1 h 30 min of at most 2 h of working time", "1 of at most 2 credentials",
            ])
    }

    private static let approved =
        #"{"goal":"Test","resources":["https://a.example"],"expires_at":"2026-11-20T11:00:00Z"}"#

    private func removal(_ resource: String, _ actions: String...) throws -> Removal {
        Removal(
            resource: try #require(ResourceURI(resource)),
            actions: actions.isEmpty ? nil : actions.compactMap { ActionPattern($0) })
    }

    @Test func `does not grant what was taken away since, and says so`() throws {
        let entries =
            #"[{"type":"mission_resource_access","resource":"https://a.example","actions":["read","post"]},"#
            + #"{"type":"mission_resource_access","resource":"https://b.example","actions":["erp.*"]},"#
            + #"{"type":"mission_resource_access","resource":"git+file:///srv/a/tree/tests","resource_match":"prefix","#
            + #""actions":["git.write"]}]"#
        var course = MissionSummary.Course()
        course.removals = try [
            removal("https://a.example", "post"), removal("https://b.example", "erp.pay"),
            removal("git+file:///srv/a/tree/tests"),
        ]
        let lines = try lines(Self.approved, entries, policy: .standard, course: course)
        #expect(
            lines.filter { $0.role == .granted }.map(\.text) == [
                "do `read` at `https://a.example`",
                "do every action whose name begins with `erp.` at `https://b.example`",
            ])
        #expect(
            lines.filter { $0.role == .notGranted }.map(\.text).suffix(3) == [
                "do `post` at `https://a.example`: taken away for good",
                "do `erp.pay` at `https://b.example`: taken away for good",
                "change everything in `tests/` of `/srv/a`: taken away for good",
            ])
        #expect(!lines.contains { $0.role == .asks && $0.text.contains("`post`") })
    }

    @Test func `says what ends it by now, and not what its file said`() throws {
        var course = MissionSummary.Course()
        course.conditions = [
            ConditionTerms(fact: .named("incident"), test: .equals(.text("open")), consequence: .complete),
            .grantorEnabled(Principal(issuer: ExactText(context.issuer), subject: "sam"), else: .revoke),
        ]
        let lines = try lines(Self.approved, "[{\(#""type":"mission_resource_access","#)\(plain)}]", course: course)
        #expect(
            lines.filter { $0.role == .ends }.map(\.text) == [
                "at 2026-11-20 11:00 UTC (in 1 h)", "completed when `incident` is no longer `open`",
                "revoked when `sam` has left", "at any moment, when it is revoked",
            ])
    }

    @Test func `says first that nothing of it may be done when it has stopped`() throws {
        let entries = "[{\(#""type":"mission_resource_access","#)\(plain)}]"
        var course = MissionSummary.Course()
        course.state = .suspended
        #expect(
            try lines(Self.approved, entries, course: course)[1].text
                == "It is suspended: nothing of this may be done now.")
        course.state = .revoked
        let ended = try lines(Self.approved, entries, course: course)
        #expect(ended[1].text == "It has ended (revoked): nothing of this may be done any more.")
        #expect(!ended.contains { $0.role == .ends })
    }

    @Test func `of the coding template reads like a work order`() throws {
        let order = try order(MissionTemplate.coding.text())
        let source = MissionSummary.Source(order, issuer: context.issuer, policy: .standard)
        let text = try MissionSummary(of: source, at: context.now).lines.map { line in
            String(repeating: "  ", count: line.indent) + line.text
        }.joined(separator: "\n")
        #expect(
            text == """
                Implement passkey login. Why: Customers ask for phishing-resistant sign-in
                  done when: all tests pass
                  done when: the change is reviewed
                  keep in mind: ask before adding a dependency
                Who
                  `coding-agent` does the work
                  for `you@example.com`
                  `you@example.com` answers for it; nobody does once they have left
                May
                  in the repository `/srv/dana/repos`:
                    read everything in and below it
                    change everything in `src/`, everything in `tests/` and the file `README.md`
                    create, commit to and push to the branch `feature/passkey`
                    all of this also for child missions: at most 3 at a time, \
                without children of their own, run by anyone; this approval covers them
                May not
                  do anything else in `/srv/dana/repos`: no force push, no deletion of branches and no tag
                  do anything that is not said here
                  let a sub-agent act unless under a child mission, \
                or give that what is not marked “also for child missions”
                Ends
                  at 2026-11-23 10:00 UTC (in 3 d)
                  suspended when `branch.feature/passkey.frozen` is no longer false; \
                when that has passed, a person must resume it
                  suspended when whoever approved it has left
                  at any moment, when it is revoked
                Spends
                  at most 20 times `git.push`
                  at most 8 h of working time
                  no limit on money and credentials
                Asks a person
                  never: it works on its own within these bounds
                """)
    }
}
