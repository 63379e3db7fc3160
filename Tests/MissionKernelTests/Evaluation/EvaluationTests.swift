// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Testing
import WritTesting

@testable import MissionKernel

/// Given a mission, when an action is asked about, then everything is checked and whatever cannot be established
/// denies.
struct `A decision` {
    /// Reads that matter to nobody but their constraints.
    private let classes: JSONValue = [
        "writ:classes": ["invoices.*": "consequential_read", "orders.*": "consequential_write"]
    ]

    private func world(_ entries: JSONValue...) throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve(entries, controls: classes)
        return (world, mission)
    }

    private func denial(_ decision: Decision) -> DenialReason? { decision.denial?.reason }

    @Test func `is no under no mission`() {
        let world = KernelWorld()
        let decision = world.evaluate(MissionID(high: 0, low: 0))
        #expect(denial(decision) == .missionBindingFailed)
        #expect(decision.version == 0)
        #expect(decision.actionClass == .privilegedAdministration)
    }

    @Test(arguments: [MissionState.suspended, .revoked, .completed, .expired])
    func `is no under a mission that is not active`(state: MissionState) throws {
        var (world, mission) = try world(.entry("invoices.read"))
        switch state {
        case .suspended: try world.suspend(mission)
        case .revoked: try world.revoke(mission)
        case .completed: try world.complete(mission)
        default: world.wait(.hours(8))
        }
        let decision = world.evaluate(mission)
        let cause: Cause = state == .expired ? .clock : .request
        #expect(decision.denial == Denial(.missionInactive, .state(MissionStop(state, cause: cause))))
        #expect(decision.checks == [.binding, .state])
    }

    @Test func `names the ancestor that is not active`() throws {
        var world = KernelWorld()
        let root = try world.approve([.entry("invoices.read", delegation: .children(depth: 2))], controls: classes)
        let middle = MissionDraft([.entry("invoices.read", delegation: .children())], controls: classes, client: "m")
        let leaf = MissionDraft([.entry("invoices.read")], controls: classes, client: "l")
        let line = try world.descendants(of: root, middle, leaf)
        #expect(world.evaluate(line[1]).isPermit)
        try world.suspend(root)
        let suspended = MissionStop(.suspended, cause: .request)
        #expect(world.evaluate(line[1]).denial == Denial(.missionInactive, .ancestor(root, suspended)))
        try world.revoke(line[0])
        let revoked = MissionStop(.revoked, cause: .request)
        #expect(world.evaluate(line[1]).denial == Denial(.missionInactive, .ancestor(line[0], revoked)))
    }

    @Test func `is no outside the authority`() throws {
        let (world, mission) = try world(.entry("invoices.read"))
        #expect(denial(world.evaluate(mission, "invoices.write")) == .outOfAuthority)
        #expect(denial(world.evaluate(mission, on: "https://erp.example.com/")) == .outOfAuthority)
        #expect(world.evaluate(mission).isPermit)
    }

    @Test func `is no for another subject`() throws {
        let (world, mission) = try world(.entry("invoices.read"))
        let issuer: ExactText = "https://idp.example.com"
        func subject(_ issuer: ExactText?, _ name: ExactText) -> Decision {
            world.evaluate(mission) { $0.subject = ClaimedSubject(issuer: issuer, subject: name) }
        }
        #expect(denial(subject(nil, "ben")) == .missionMismatch)
        #expect(denial(subject("https://other.example", "ada")) == .missionMismatch)
        #expect(subject(nil, "ada").isPermit)
        #expect(subject(issuer, "ada").isPermit)
    }

    @Test func `does not contradict what the enforcement point knows`() throws {
        var (world, mission) = try world(.entry("invoices.read"))
        let digest = world.record(of: mission).authority.digest
        #expect(world.evaluate(mission) { $0.observation.authorityHash = digest }.isPermit)
        let other = world.record(of: mission).intentHash
        #expect(denial(world.evaluate(mission) { $0.observation.authorityHash = other }) == .viewInconsistent)
        #expect(denial(world.evaluate(mission) { $0.observation.isActive = false }) == .missionInactive)
        #expect(world.evaluate(mission) { $0.observation.namesView = true }.denial == Denial(.viewInconsistent, .view))
        #expect(world.evaluate(mission) { $0.observation.version = 1 }.isPermit)
        try world.suspend(mission)
        try world.resume(mission)
        for version in [1, 2, 4] as [Int64] {
            #expect(denial(world.evaluate(mission) { $0.observation.version = version }) == .staleState)
        }
        #expect(world.evaluate(mission) { $0.observation.version = 3 }.isPermit)
    }

    @Test func `rests on state as fresh as the class wants, with room for clocks`() throws {
        let (world, mission) = try world(.entry("invoices.read"))
        // Consequential reads: a minute, and half a minute for clocks.
        #expect(world.evaluate(mission) { $0.observation.freshAt = world.now - .seconds(90) }.isPermit)
        #expect(denial(world.evaluate(mission) { $0.observation.freshAt = world.now - .seconds(91) }) == .staleState)
        #expect(denial(world.evaluate(mission) { $0.observation.freshAt = .distantPast }) == .staleState)
        #expect(denial(world.evaluate(mission) { $0.observation.freshAt = .distantFuture }) == .staleState)
        #expect(denial(world.evaluate(mission) { $0.observation.freshAt = world.now + .seconds(31) }) == .staleState)
        #expect(world.evaluate(mission) { $0.observation.freshAt = world.now + .seconds(30) }.isPermit)
        #expect(
            denial(
                world.evaluate(mission) {
                    $0.observation.freshAt = world.now - .seconds(31)
                    $0.classFloor = .irreversibleAction
                }) == .staleState)
    }

    @Test func `rests on what was seen for no longer than that may be relied on`() throws {
        let (world, mission) = try world(.entry("invoices.read"))
        #expect(denial(world.evaluate(mission) { $0.observation.validThrough = world.now }) == .staleState)
        let soon = world.now + .seconds(5)
        guard case .permit(let terms) = world.evaluate(mission, edit: { $0.observation.validThrough = soon }).outcome
        else {
            Issue.record("it is still to be relied on")
            return
        }
        #expect(terms.validUntil == soon)
    }

    @Test func `lasts no longer than the credential, the class and every ancestor`() throws {
        var world = KernelWorld()
        let root = try world.approve(
            [.entry("invoices.read", delegation: .children())], controls: classes, lifetime: .seconds(40))
        let child = try world.child(
            of: root, MissionDraft([.entry("invoices.read")], controls: classes, client: "helper"))
        func validUntil(_ decision: Decision) -> Instant? {
            if case .permit(let terms) = decision.outcome { terms.validUntil } else { nil }
        }
        #expect(validUntil(world.evaluate(child)) == world.record(of: root).expiresAt)
        let soon = world.now + .seconds(10)
        #expect(validUntil(world.evaluate(child) { $0.credentialExpiresAt = soon }) == soon)
        try world.extend(root, to: world.record(of: root).expiresAt)
        #expect(denial(world.evaluate(child) { $0.credentialExpiresAt = world.now }) == .credentialInvalid)
        let long = try world.approve([.entry("invoices.read")], controls: classes)
        #expect(validUntil(world.evaluate(long)) == world.now + .seconds(60))
    }

    @Test func `binds the parameters from writes on`() throws {
        let (world, mission) = try world(.entry("invoices.read", "orders.create"))
        #expect(world.evaluate(mission) { $0.parameterDigest = nil }.isPermit)
        #expect(denial(world.evaluate(mission, "orders.create") { $0.parameterDigest = nil }) == .parameterViolation)
        #expect(denial(world.evaluate(mission) { $0.parameterFault = .digest }) == .parameterViolation)
        #expect(world.evaluate(mission, "orders.create").isPermit)
    }

    @Test func `counts uses for the classes of high consequence`() throws {
        let (world, mission) = try world(.entry("invoices.read"))
        func useLimit(_ floor: ActionClass?) -> Int? {
            guard case .permit(let terms) = world.evaluate(mission, edit: { $0.classFloor = floor }).outcome else {
                return -1
            }
            return terms.useLimit
        }
        #expect(useLimit(nil) == nil)
        #expect(useLimit(.irreversibleAction) == 1)
        #expect(useLimit(.nonConsequential) == nil, "a floor is no relief")
    }

    @Test func `is judged by ancestors' constraints too`() throws {
        var world = KernelWorld()
        let root = try world.approve(
            [.entry("invoices.read", constraints: ["max_amount": .money("100")], delegation: .children())],
            controls: classes)
        let child = try world.child(
            of: root,
            MissionDraft(
                [.entry("invoices.read", constraints: ["max_amount": .money("50")])], controls: classes,
                client: "helper"))
        func amount(_ text: String) -> (inout ActionRequest) -> Void {
            { request in
                guard let amount = ExactDecimal(text), let euro = CurrencyCode("EUR") else { return }
                request.parameters.amount = Money(amount, euro)
            }
        }
        #expect(world.evaluate(child, edit: amount("50.00")).isPermit)
        #expect(
            world.evaluate(child, edit: amount("50.01")).denial == Denial(.parameterViolation, .constraint(.maxAmount)))
    }
}

/// Each Common Constraint at the point of use, negative cases first.
struct `A constraint in use` {
    private func judge(_ constraints: JSONValue, _ edit: (inout ActionRequest) -> Void) throws -> Denial? {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.read", constraints: constraints)],
            controls: ["writ:classes": ["invoices.*": "non_consequential"]])
        return world.evaluate(mission, edit: edit).denial
    }

    private func money(_ amount: String, _ currency: String = "EUR") throws -> Money {
        Money(try #require(ExactDecimal(amount)), try #require(CurrencyCode(currency)))
    }

    @Test(
        arguments: [
            (["max_amount": .money("1")], .maxAmount), (["tenant": "t"], .tenant),
            (["recipient_domain": "example.com"], .recipientDomain),
            (["data_classification": ["p"]], .dataClassification),
            (["allowed_tools": ["g"]], .allowedTools),
            (["resource_issued_after": "2026-07-01T00:00:00Z"], .resourceIssuedAfter),
            (["resource_issued_before": "2026-07-01T00:00:00Z"], .resourceIssuedBefore),
        ] as [(JSONValue, ConstraintKey)])
    func `denies when what it needs is missing`(constraints: JSONValue, key: ConstraintKey) throws {
        #expect(try judge(constraints) { _ in } == Denial(.parameterViolation, .missingParameter(key)))
    }

    @Test func `denies when nobody here knows what it means, whatever else is kept`() {
        let entry = AuthorityEntry(.entry("invoices.read", constraints: ["geo": "EU", "tenant": "t"]))
        var parameters = ActionParameters()
        parameters.tenant = "t"
        #expect(
            entry.constraints.violation(by: parameters, at: KernelWorld.dawn)
                == Denial(.constraintUnsupported, .unknownConstraint("geo")))
    }

    @Test func `of an amount compares exactly, in one currency`() throws {
        let bound: JSONValue = ["max_amount": .money("500.00")]
        #expect(try judge(bound) { $0.parameters.amount = try? money("500.01") } != nil)
        #expect(try judge(bound) { $0.parameters.amount = try? money("1", "USD") } != nil)
        #expect(try judge(bound) { $0.parameters.amount = try? money("500.000000000000000001") } != nil)
        #expect(try judge(bound) { $0.parameters.amount = try? money("500") } == nil)
    }

    @Test func `of a tenant, a tool and a domain means exactly these`() throws {
        #expect(try judge(["tenant": "t"]) { $0.parameters.tenant = "T" } != nil)
        #expect(try judge(["tenant": "t"]) { $0.parameters.tenant = "t" } == nil)
        #expect(try judge(["allowed_tools": ["g", "h"]]) { $0.parameters.tool = "G" } != nil)
        #expect(try judge(["allowed_tools": []]) { $0.parameters.tool = "g" } != nil)
        #expect(try judge(["allowed_tools": ["g", "h"]]) { $0.parameters.tool = "h" } == nil)
        let domain: JSONValue = ["recipient_domain": "example.com"]
        #expect(try judge(domain) { $0.parameters.recipientDomain = DomainName("badexample.com") } != nil)
        #expect(try judge(domain) { $0.parameters.recipientDomain = DomainName("Mail.Example.com") } == nil)
    }

    @Test func `of classifications wants every label to be allowed, and one at least`() throws {
        let bound: JSONValue = ["data_classification": ["public", "internal"]]
        #expect(try judge(bound) { $0.parameters.dataClassification = ["public", "secret"] } != nil)
        #expect(try judge(bound) { $0.parameters.dataClassification = [] } != nil)
        #expect(try judge(bound) { $0.parameters.dataClassification = ["internal"] } == nil)
    }

    @Test func `of an issuance window includes both ends`() throws {
        let bound: JSONValue = [
            "resource_issued_after": "2026-07-01T00:00:00Z", "resource_issued_before": "2026-09-30T23:59:59Z",
        ]
        for (seconds, isKept) in [
            (1_782_863_999, false), (1_782_864_000, true), (1_790_812_799, true), (1_790_812_800, false),
        ] as [(Int64, Bool)] {
            let issued = Timestamp(seconds: seconds, attoseconds: 0)
            let denial = try judge(bound) { $0.parameters.resourceIssuedAt = issued }
            #expect((denial == nil) == isKept)
        }
        let justAfter = Timestamp(seconds: 1_790_812_799, attoseconds: 1)
        #expect(try judge(bound) { $0.parameters.resourceIssuedAt = justAfter } != nil)
    }

    @Test func `of a time window is judged at the point of use`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [
                .entry(
                    "invoices.read",
                    constraints: [
                        "time_window": ["not_before": "2026-11-02T09:00:00Z", "not_after": "2026-11-02T10:00:00Z"]
                    ])
            ], controls: ["writ:classes": ["invoices.*": "non_consequential"]])
        let index = KernelWorld.dawn
        for (wait, isOpen) in [
            (Duration.minutes(59), false), (.minutes(60), true), (.minutes(120), true), (.minutes(121), false),
        ] {
            let at = index + wait
            #expect(world.state.evaluate(world.action(mission), at: at).isPermit == isOpen)
        }
    }

    @Test func `of a time window ends the permit with it`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.read", constraints: ["time_window": ["not_after": "2026-11-02T08:00:30Z"]])],
            controls: ["writ:classes": ["invoices.*": "consequential_write"]])
        let permit = try world.permit(world.action(mission))
        let end = KernelWorld.dawn + .seconds(30)
        #expect(world.state.effects[permit]?.validUntil == end.next, "its last moment is included")
        #expect(world.refusal { try $0.begin(permit, at: end.next) } == .permitExpired)
        try world.begin(permit, at: end)
    }

    @Test func `asks for a person each time, where it says so`() throws {
        #expect(try judge(["requires_action_approval": true]) { _ in }?.reason == .approvalRequired)
        #expect(try judge(["requires_action_approval": false]) { _ in } == nil)
    }
}

/// Which class an action has: the policy's rule, else its longest family, else the strictest.
/// Given entries of which one wants a person to agree, then one is asked, whatever other entries say.
struct `A person who is to be asked` {
    private let classes: JSONValue = ["writ:classes": ["w": "consequential_write"]]

    @Test func `is asked wherever an entry that covers the action says so, in whatever order they stand`() throws {
        let entries: [JSONValue] = [
            .entry("w", on: "https://a.example/ledger", match: "prefix"),
            .entry("w", on: "https://a.example/ledger/payroll", constraints: ["requires_action_approval": true]),
        ]
        for order in [entries, entries.reversed()] {
            var world = KernelWorld()
            let mission = try world.approve(Array(order), controls: classes)
            let payroll = world.evaluate(mission, "w", on: "https://a.example/ledger/payroll")
            #expect(payroll.denial == Denial(.approvalRequired, .personEachTime))
            #expect(world.evaluate(mission, "w", on: "https://a.example/ledger/sales").isPermit)
        }
    }

    @Test func `is asked under a child too, though an entry without the demand justifies it`() throws {
        var world = KernelWorld()
        let parent = try world.approve(
            [
                .entry("w", constraints: ["requires_action_approval": true], delegation: .children()),
                .entry("w", delegation: .children()),
            ], controls: classes)
        let child = try world.child(of: parent, MissionDraft([.entry("w")], client: "helper"))
        for mission in [parent, child] {
            #expect(world.evaluate(mission, "w").denial?.reason == .approvalRequired)
        }
    }
}

struct `The class of an action` {
    private let policy = ClassPolicy(
        version: "v1",
        rules: [
            ("a", .consequentialRead), ("a.*", .consequentialWrite), ("a.b.*", .nonConsequential),
            ("a.b.c", .irreversibleAction), ("a.b.c", .consequentialRead), ("z.*", .consequentialRead),
            ("z.*", .externalCommitment),
        ].compactMap { name, actionClass in ActionPattern(name).map { ClassRule($0, actionClass) } },
        meanings: ClassPolicy.standardMeanings)

    @Test(arguments: [
        ("a", ActionClass.consequentialRead), ("a.x", .consequentialWrite), ("a.b", .consequentialWrite),
        ("a.b.x", .nonConsequential), ("a.b.c", .irreversibleAction), ("z.x", .externalCommitment),
        ("unknown", .privilegedAdministration), ("ab", .privilegedAdministration),
    ])
    func `is the nearest rule's, and the stricter of two`(action: String, actionClass: ActionClass) {
        #expect(policy.actionClass(of: action, under: MissionTerms()) == actionClass)
    }

    @Test func `is made stricter by a mission, never milder`() throws {
        let rule = ClassRule(try #require(ActionPattern("a.*")), .consequentialRead)
        let strict = ClassRule(try #require(ActionPattern("a.b.*")), .externalCommitment)
        #expect(policy.actionClass(of: "a.x", under: MissionTerms(classes: [rule])) == .consequentialWrite)
        #expect(policy.actionClass(of: "a.b.x", under: MissionTerms(classes: [strict])) == .externalCommitment)
    }

    @Test func `is named by a mission where the policy does not know it`() throws {
        let rule = ClassRule(try #require(ActionPattern("own.*")), .consequentialRead)
        #expect(policy.actionClass(of: "own.read", under: MissionTerms(classes: [rule])) == .consequentialRead)
    }

    @Test func `of a child is never milder than under its ancestors`() throws {
        var world = KernelWorld()
        let unnamed = try world.approve([.entry("deploy.*", delegation: .children())])
        let mild: JSONValue = ["writ:classes": ["deploy.*": "non_consequential"]]
        let child = try world.child(of: unnamed, MissionDraft([.entry("deploy.*")], controls: mild, client: "helper"))
        #expect(world.evaluate(child, "deploy.all").actionClass == .privilegedAdministration)
        #expect(world.evaluate(child, "deploy.all").denial?.reason == .approvalRequired)
        let strict: JSONValue = [
            "writ:classes": ["git.commit": "external_commitment", "deploy.*": "consequential_read"]
        ]
        let named = try world.approve([.entry("git.commit", "deploy.*", delegation: .children())], controls: strict)
        let plain = try world.child(of: named, MissionDraft([.entry("git.commit", "deploy.*")], client: "helper"))
        #expect(world.evaluate(plain, "git.commit").actionClass == .externalCommitment)
        #expect(world.evaluate(plain, "deploy.all").actionClass == .consequentialRead, "its parent's approver named it")
        let attempt = try world.open(plain)
        let item = try world.enqueue(attempt, "git.commit")
        let queued = world.state.sessions[attempt.session]?.queue.first { $0.id == item }
        #expect(queued?.actionClass == .externalCommitment)
    }

    @Test func `changes with the policy, for permits to come`() throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("a")])
        #expect(world.evaluate(mission, "a").actionClass == .privilegedAdministration)
        #expect(world.refusal { try $0.perform(SetPolicy(caller: .client("agent"), policy: policy)) } == .notPermitted)
        #expect(
            world.refusal { try $0.perform(SetPolicy(caller: .owner, policy: policy)) } == .evidenceMismatch,
            "an approver signs it")
        try world.setPolicy(policy)
        #expect(world.evaluate(mission, "a").actionClass == .consequentialRead)
        #expect(try world.perform(SetPolicy(caller: .owner, policy: policy)).isEmpty)
    }
}
