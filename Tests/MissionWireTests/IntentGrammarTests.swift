// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

struct `Mission intents` {
    private let plain: JSONValue = [
        "goal": "Reconcile", "resources": ["https://erp.example.com"], "expires_at": "2026-12-31T23:59:59Z",
    ]

    private func fault(_ change: (String, JSONValue)...) -> JSONShapeError? {
        guard case .object(var members) = plain else { return nil }
        for (name, value) in change {
            members.removeAll { $0.name == name }
            members.append(JSONValue.Member(name, value))
        }
        return Wire.fault(.object(members), IntentGrammar.intent)
    }

    @Test func `are closed at the top and in their controls`() {
        #expect(fault(("priority", 1))?.path == "priority")
        #expect(fault(("controls", ["max_egress_volume": ["bytes": 1]]))?.path == "controls.max_egress_volume")
        #expect(fault(("controls", ["agent_deployment": "v1"]))?.path == "controls.agent_deployment")
    }

    @Test func `are submitted with resources that somebody can be granted`() {
        for (resource, problem) in [("https://a.example/x#part", "must not have a fragment"), ("https:///x", "host")] {
            let intent: JSONValue = [
                "goal": "Reconcile", "resources": [.string(resource)], "expires_at": "2026-12-31T23:59:59Z",
            ]
            let fault = Wire.fault(intent) { (node) throws(JSONShapeError) in
                try IntentGrammar.recorded(node, issuer: KernelWorld.issuer)
            }
            #expect(fault?.path == "resources[0]")
            #expect(fault?.problem.contains(problem) == true)
            #expect(Wire.fault(intent, IntentGrammar.intent) == nil, "a ledger may hold it")
        }
    }

    @Test func `need a goal of bounded length`() {
        #expect(fault(("goal", 1))?.path == "goal")
        #expect(fault(("goal", .string(String(repeating: "ä", count: 4097))))?.path == "goal")
        #expect(fault(("goal", .string(String(repeating: "ä", count: 4096)))) == nil)
    }

    @Test(
        arguments: [
            ("resources", []), ("resources", ["/x"]), ("resources", [1]), ("resources", "https://a.example"),
            ("expires_at", "2026-12-31"), ("expires_at", 1), ("goal_lang", "not a tag"), ("purpose", "no uri"),
            ("constraints", "prose"), ("constraints", [1]), ("success_criteria", [["a"]]), ("controls", []),
        ] as [(String, JSONValue)])
    func `are refused when a member is not what it must be`(name: String, value: JSONValue) {
        #expect(fault((name, value)) != nil)
    }

    @Test(
        arguments: [
            ("max_derivations", 0), ("max_derivations", .number(1.5)), ("max_derivations", "5"),
            ("max_derivations", .number(1e300)),
            ("max_budget", ["amount": "1e3", "currency": "EUR"]),
            ("max_budget", ["amount": "100000000000000000000", "currency": "EUR"]),
            ("max_calls", [["call_class": "a", "count": 0]]), ("max_calls", [["call_class": "a b", "count": 1]]),
            ("max_calls", [["call_class": "a"]]), ("max_duration", "P1Y"), ("max_duration", 5), ("writ:until", "soon"),
            ("writ:grantor", "complete"), ("writ:grantor", ["narrow": [["resource": "https://a.example"]]]),
            ("writ:conditions", [["fact": "a"]]), ("writ:conditions", [["fact": "a", "is": 1, "is_not": 2]]),
            ("writ:conditions", [["fact": "a b", "is": 1]]), ("writ:conditions", [["fact": "a", "is": .number(1.5)]]),
            ("writ:conditions", [["fact": "a", "is": nil]]),
            ("writ:conditions", [["fact": "a", "is": 1, "else": "stop"]]),
            ("writ:conditions", [["fact": "a", "is": 1, "on_return": "maybe"]]),
            ("writ:conditions", [["fact": "a", "is": 1, "else": ["narrow": []]]]),
            (
                "writ:conditions",
                [["fact": "a", "is": 1, "else": ["narrow": [["resource": "https://a.example", "actions": []]]]]]
            ),
            ("writ:ask", ["everything"]), ("writ:classes", ["a b": "consequential_read"]),
            ("writ:classes", ["a": "mild"]),
            ("writ:owner", ["sub": "ada"]),
        ] as [(String, JSONValue)])
    func `are refused when a control is not what it must be`(name: String, value: JSONValue) {
        let fault = self.fault(("controls", .object([JSONValue.Member(name, value)])))
        #expect(fault?.path.hasPrefix("controls.\(name)") == true, "\(String(describing: fault))")
    }

    @Test func `are read with all their controls`() throws {
        let controls: JSONValue = [
            "acr": "urn:example:acr:mfa", "max_derivations": 20, "max_budget": .money("5000.00"),
            "max_calls": [["call_class": "journal.*", "count": 50]], "max_duration": "PT8H",
            "writ:until": "2026-11-30T00:00:00Z", "writ:owner": ["iss": "https://idp.example.com", "sub": "ada"],
            "writ:successor_owner": ["iss": "https://idp.example.com", "sub": "ben"],
            "writ:conditions": [
                .condition("branch.frozen", is: false, onReturn: "resume"),
                ["fact": ["enabled": ["iss": "https://idp.example.com", "sub": "ben"]], "is_not": false],
                .condition(
                    "pii.seen", is: false,
                    else: ["narrow": [["resource": "https://erp.example.com", "actions": ["send"]]]]),
            ],
            "writ:grantor": "revoke", "writ:classes": ["deploy.*": "external_commitment"],
            "writ:ask": ["irreversible_action"],
        ]
        let draft = MissionDraft(controls: controls, lifetime: .days(60))
        let read = draft.intent(at: KernelWorld.dawn).intent.controls
        #expect(read.authenticationClass == "urn:example:acr:mfa")
        #expect(read.limits.derivations == 20)
        #expect(read.limits.budget?.amount == ExactDecimal("5000"))
        #expect(read.limits.calls.first?.count == 50)
        #expect(read.limits.durationMilliseconds == 28_800_000)
        #expect(read.until == RFC3339.instant("2026-11-30T00:00:00Z"))
        #expect(read.owner == Person.ada.principal)
        #expect(read.successorOwner == Person.ben.principal)
        #expect(read.conditions.map(\.onReturn) == [.resume, .stay, .stay])
        #expect(
            read.conditions.map(\.test) == [
                .equals(.boolean(false)), .differs(.boolean(false)), .equals(.boolean(false)),
            ])
        #expect(read.conditions[1].fact == .enabled(Person.ben.principal))
        #expect(read.grantorConsequence == .revoke)
        #expect(read.classes.map(\.actionClass) == [.externalCommitment])
        #expect(read.perAction == [.irreversibleAction])
    }
}
