// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Given a client that wants a mission, when it asks, then it gets what an approver signed, and nothing before.
struct `A submission` {
    @Test func `grants nothing while it waits`() throws {
        var world = KernelWorld()
        let submission = try world.submit(MissionDraft())
        #expect(world.state.missions.count == 0)
        #expect(world.state.submissions.open[submission] != nil)
    }

    @Test func `needs the grant, for oneself`() throws {
        var world = KernelWorld()
        world.register("reader", grants: [.status])
        #expect(world.refusal { try $0.submit(MissionDraft(), caller: .client("unknown")) } == .notPermitted)
        #expect(world.refusal { try $0.submit(MissionDraft(), caller: .client("reader")) } == .notPermitted)
        try world.disable("agent")
        #expect(world.refusal { try $0.submit(MissionDraft(), caller: .client("agent")) } == .notPermitted)
    }

    @Test(
        arguments: [
            [.entry("invoices.read", match: "regex")], [.entry("invoices.read", constraints: ["window_days": 30])],
            [.entry()],
        ] as [[JSONValue]])
    func `is refused where an entry cannot be enforced`(authority: [JSONValue]) {
        let world = KernelWorld()
        #expect(world.refusal { try $0.submit(MissionDraft(authority)) } == .invalidAuthority)
    }

    @Test(
        arguments: [
            ["max_calls": [["call_class": "invoices.reed", "count": 3]]],
            ["writ:owner": ["iss": "https://idp.example.com", "sub": "nobody"]],
            ["writ:successor_owner": ["iss": "https://idp.example.com", "sub": "nobody"]],
            ["writ:owner": ["iss": "https://elsewhere.example.com", "sub": "ada"]],
            [
                "writ:conditions": [
                    [
                        "fact": ["enabled": ["iss": "https://idp.example.com", "sub": "nobody"]], "is": true,
                        "else": "suspend",
                    ]
                ]
            ],
        ] as [JSONValue])
    func `is refused where it names an action or a person that nobody knows`(controls: JSONValue) {
        let world = KernelWorld()
        #expect(world.refusal { try $0.submit(MissionDraft(controls: controls)) } == .invalidIntent)
    }

    @Test func `may name actions that the policy table knows`() throws {
        var world = KernelWorld()
        _ = try world.submit(MissionDraft(controls: ["max_calls": [["call_class": "git.*", "count": 3]]]))
    }

    @Test func `is for oneself, and a child's for its actor`() throws {
        var world = KernelWorld()
        world.register("other", grants: .all, ceiling: [.entry("a")])
        #expect(world.refusal { try $0.submit(MissionDraft(), caller: .client("other")) } == .notPermitted)
        let mission = try world.approve([.entry("invoices.read", delegation: .children())])
        #expect(
            world.refusal {
                try $0.submit(
                    MissionDraft([.entry("b")], client: "other"), relation: .successor(of: mission),
                    caller: .client("agent"))
            } == .notPermitted)
        let actor = Actor(subject: "somebody")
        #expect(
            world.refusal {
                try $0.submit(MissionDraft(client: "helper"), relation: .child(of: mission, actor: actor))
            } == .invalidRequest)
    }

    @Test func `stays inside the client's ceiling`() throws {
        var world = KernelWorld()
        world.register("agent", grants: .all, ceiling: [.entry("invoices.*", constraints: ["tenant": "acme"])])
        #expect(world.refusal { try $0.submit(MissionDraft([.entry("invoices.read")])) } == .invalidAuthority)
        _ = try world.submit(MissionDraft([.entry("invoices.read", constraints: ["tenant": "acme"])]))
    }

    @Test func `stays inside what was proposed and on the intent's resources`() throws {
        var world = KernelWorld()
        let draft = MissionDraft()
        let derived = RecordedAuthority([.entry("invoices.read")])
        let id: SubmissionID = world.newID()
        func submit(proposal: [JSONValue]?, derived: RecordedAuthority) throws(Refusal) -> Submit {
            let proposal = proposal.map {
                RecordedAuthority($0).anchored(as: .proposedAuthority, issuer: KernelWorld.issuer)
            }
            return Submit(
                caller: .owner, id: id, client: "agent", intent: try Self.intent(of: draft), proposal: proposal,
                derived: derived, expiresAt: world.now + .hours(1))
        }
        let wide = try submit(proposal: [.entry("invoices.write")], derived: derived)
        #expect(world.refusal { try $0.perform(wide) } == .invalidAuthority)
        let elsewhere = try submit(proposal: nil, derived: RecordedAuthority([.entry("a", on: "https://b.example")]))
        #expect(world.refusal { try $0.perform(elsewhere) } == .invalidAuthority)
        try world.perform(submit(proposal: [.entry("invoices.*")], derived: derived))
        #expect(world.refusal { try $0.perform(submit(proposal: nil, derived: derived)) } == .alreadyExists)
    }

    private static func intent(of draft: MissionDraft) throws(Refusal) -> RecordedIntent {
        var world = KernelWorld()
        let id = try world.submit(draft)
        guard let open = world.state.submissions.open[id] else { preconditionFailure("not open") }
        return open.intent
    }

    @Test func `is refused when its end has passed, or the end to approve does not fit`() throws {
        let world = KernelWorld()
        #expect(world.refusal { try $0.submit(MissionDraft(lifetime: .seconds(0))) } == .invalidIntent)
        for until in [world.now, world.now + .hours(9)] {
            let controls: JSONValue = ["writ:until": .string(RFC3339.text(until))]
            #expect(world.refusal { try $0.submit(MissionDraft(controls: controls)) } == .invalidIntent)
        }
    }

    @Test func `lapses undecided, at its moment`() throws {
        var world = KernelWorld()
        let draft = MissionDraft(lifetime: .days(30))
        let submission = try world.submit(draft)
        let approval = world.approval(of: submission, draft)
        world.wait(.days(7))
        #expect(world.refusal { try $0.perform(approval) } == .submissionExpired)
        #expect(
            world.refusal { try $0.perform(Deny(caller: .owner, submission: submission, reason: "")) }
                == .submissionExpired)
        world.settle()
        #expect(world.state.submissions.resolved(submission)?.outcome == .expired)
        #expect(world.refusal { try $0.perform(approval) } == .alreadyDecided)
    }

    @Test func `is denied once`() throws {
        var world = KernelWorld()
        let draft = MissionDraft()
        let submission = try world.submit(draft)
        let approval = world.approval(of: submission, draft)
        let deny = Deny(caller: .owner, submission: submission, reason: "not today")
        #expect(
            world.refusal { try $0.perform(Deny(caller: .client("agent"), submission: submission, reason: "")) }
                == .notPermitted)
        try world.perform(deny)
        #expect(world.state.submissions.resolved(submission)?.outcome == .denied(nil))
        #expect(world.refusal { try $0.perform(deny) } == .alreadyDecided)
        #expect(world.refusal { try $0.perform(approval) } == .alreadyDecided)
        let unknown = Deny(caller: .owner, submission: world.newID(), reason: "")
        #expect(world.refusal { try $0.perform(unknown) } == .notFound)
    }

    @Test func `is remembered for thirty days after it was decided`() throws {
        var world = KernelWorld()
        let draft = MissionDraft(lifetime: .days(60))
        let submission = try world.submit(draft)
        let approval = world.approval(of: submission, draft)
        try world.perform(approval)
        world.wait(.days(30))
        try world.signal("x", .boolean(true))
        #expect(world.state.submissions.resolved(submission) == nil)
        #expect(world.refusal { try $0.perform(approval) } == .conflict, "the approval still made one mission only")
    }
}

/// An approval signs exactly what is approved, by someone who may.
struct `An approval` {
    private func waiting(_ draft: MissionDraft = MissionDraft()) throws -> (KernelWorld, SubmissionID) {
        var world = KernelWorld()
        let submission = try world.submit(draft)
        return (world, submission)
    }

    @Test func `is brought by the owner of the authority only`() throws {
        var (world, submission) = try waiting()
        let attempt = try world.open(world.approve())
        for caller in [Caller.client("agent"), .session(attempt.session)] {
            let approval = world.approval(of: submission, MissionDraft())
            let brought = Approve(
                caller: caller, submission: submission, mission: approval.mission, evidence: approval.evidence)
            #expect(world.refusal { try $0.perform(brought) } == .notPermitted)
        }
    }

    @Test func `needs a known, enabled approver and their key`() throws {
        var (world, submission) = try waiting()
        var draft = MissionDraft()
        draft.approver = Person("eve")
        #expect(world.refusal { try $0.perform($0.approval(of: submission, draft)) } == .approverUnknown)
        world.register(draft.approver, keys: [Person.ada.key])
        #expect(world.refusal { try $0.perform($0.approval(of: submission, draft)) } == .approverUnknown)
        try world.enable(.ada, false)
        #expect(world.refusal { try $0.perform($0.approval(of: submission, MissionDraft())) } == .approverDisabled)
        try world.enable(.ada, true)
        try world.perform(world.approval(of: submission, MissionDraft()))
    }

    @Test func `is never given by who runs the mission`() throws {
        var world = KernelWorld()
        world.register(Person("agent"))
        let submission = try world.submit(MissionDraft())
        var draft = MissionDraft()
        draft.approver = Person("agent")
        #expect(world.refusal { try $0.perform($0.approval(of: submission, draft)) } == .approverIsClient)
    }

    @Test func `signs the hashes of this submission`() throws {
        var (world, submission) = try waiting()
        let other = try world.submit(MissionDraft([.entry("invoices.write")]))
        let approval = world.approval(of: other, MissionDraft([.entry("invoices.write")]))
        let moved = Approve(
            caller: .owner, submission: submission, mission: approval.mission, evidence: approval.evidence)
        #expect(world.refusal { try $0.perform(moved) } == .evidenceMismatch)
    }

    @Test func `is for the subject that was established, and a child's for its parent's`() throws {
        var world = KernelWorld()
        let carol = Person("carol").principal
        let submission = try world.submit(MissionDraft(), subject: carol)
        #expect(world.refusal { try $0.perform($0.approval(of: submission, MissionDraft())) } == .evidenceMismatch)
        var draft = MissionDraft()
        draft.subject = Person("carol")
        try world.perform(world.approval(of: submission, draft))
        let parent = try world.approve([.entry("invoices.read", delegation: .children(policy: "approval"))])
        draft.client = "helper"
        #expect(world.refusal { try $0.child(of: parent, draft) } == .evidenceMismatch)
        draft.subject = .ada
        _ = try world.child(of: parent, draft)
    }

    @Test func `makes no mission under an identifier that one has, or had`() throws {
        var world = KernelWorld()
        let taken = try world.approve()
        try world.revoke(taken)
        let before = world.record(of: taken)
        let submission = try world.submit(MissionDraft())
        let approval = world.approval(of: submission, MissionDraft())
        let again = Approve(caller: .owner, submission: submission, mission: taken, evidence: approval.evidence)
        #expect(world.refusal { try $0.perform(again) } == .alreadyExists)
        #expect(world.record(of: taken).authority.digest == before.authority.digest)
        #expect(world.status(of: taken) == .revoked)
        try world.perform(approval)
    }

    @Test func `makes one mission however often it arrives`() throws {
        var (world, submission) = try waiting()
        let first = world.approval(of: submission, MissionDraft())
        try world.perform(first)
        let again = Approve(
            caller: .owner, submission: submission, mission: world.newID(), evidence: first.evidence)
        #expect(try world.perform(again).isEmpty)
        #expect(world.state.missions.count == 1)
        let other = try world.submit(MissionDraft())
        let elsewhere = Approve(caller: .owner, submission: other, mission: world.newID(), evidence: first.evidence)
        #expect(world.refusal { try $0.perform(elsewhere) } == .conflict)
    }

    @Test func `grants less than was asked for, never more`() throws {
        var (world, submission) = try waiting(MissionDraft([.entry("invoices.*")]))
        let more = RecordedAuthority([.entry("invoices.*"), .entry("orders.read")])
        #expect(
            world.refusal { try $0.perform($0.approval(of: submission, MissionDraft(), narrowed: more)) }
                == .invalidAuthority)
        let less = RecordedAuthority([.entry("invoices.read")])
        let approval = world.approval(of: submission, MissionDraft(), narrowed: less)
        try world.perform(approval)
        #expect(world.record(of: approval.mission).authority.digest == less.set.digest)
        #expect(!world.evaluate(approval.mission, "invoices.write").isPermit)
    }

    @Test func `ends the mission no later than the intent asked, and ahead`() throws {
        let (world, submission) = try waiting()
        for (end, code) in [
            (world.now + .hours(9), Refusal.Code.ceilingExceeded), (world.now, .submissionExpired),
        ] {
            #expect(world.refusal { try $0.perform($0.approval(of: submission, MissionDraft(), until: end)) } == code)
        }
    }

    @Test func `is refused while a condition of the mission does not hold`() throws {
        var world = KernelWorld()
        let draft = MissionDraft(controls: ["writ:conditions": [.condition("branch.frozen", is: false)]])
        let submission = try world.submit(draft)
        try world.signal("branch.frozen", .boolean(true))
        #expect(world.refusal { try $0.perform($0.approval(of: submission, draft)) } == .conditionUnmet)
        try world.signal("branch.frozen", .boolean(false))
        try world.perform(world.approval(of: submission, draft))
    }

    @Test func `is given in the class of authentication that the intent demands`() throws {
        var world = KernelWorld()
        let demanding = MissionDraft(controls: ["acr": "urn:example:acr:mfa"])
        #expect(world.refusal { try $0.submit(demanding) } == .invalidIntent, "what nobody can show is refused")
        let draft = MissionDraft(controls: ["acr": .string(AuthenticationContext.sealedKey.rawValue)])
        let submission = try world.submit(draft)
        #expect(
            world.refusal { try $0.perform($0.approval(of: submission, draft, authentication: nil)) }
                == .insufficientAuthentication, "it must be stated")
        try world.perform(world.approval(of: submission, draft))
    }

    @Test func `of a parent does not cover a child that demands a class of authentication`() throws {
        var world = KernelWorld()
        let parent = try world.approve([.entry("invoices.read", delegation: .children())])
        let acr = JSONValue.string(AuthenticationContext.sealedKey.rawValue)
        let draft = MissionDraft(controls: ["acr": acr], client: "helper")
        let id: MissionID = world.newID()
        let relation = Relation.child(of: parent, actor: Actor(subject: "helper"))
        let submission = try world.submit(draft, relation: relation, drawdown: id)
        #expect(world.state.missions.index(of: id) == nil)
        try world.perform(world.approval(of: submission, draft))
    }

    @Test func `records who is involved`() throws {
        var world = KernelWorld()
        var draft = MissionDraft(controls: [
            "writ:successor_owner": ["iss": "https://idp.example.com", "sub": "ben"]
        ])
        draft.subject = Person("carol")
        let mission = try world.approve(draft)
        let record = world.record(of: mission)
        #expect(world.state.registry[record.parties.subject].principal == draft.subject.principal)
        #expect(world.state.registry[record.parties.approver].principal == Person.ada.principal)
        #expect(world.state.registry[record.owner].principal == draft.subject.principal)
        #expect(record.parties.successorOwner.map { world.state.registry[$0].principal } == Person.ben.principal)
        #expect(world.version(of: mission) == 1)
        #expect(record.recordedAt == Int64(world.ledger.count - 1))
    }
}
