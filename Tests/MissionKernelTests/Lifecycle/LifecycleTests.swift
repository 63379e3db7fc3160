// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Given a mission in a state, when an operation is asked for, then the table of
/// draft-mcguinness-oauth-mission-status, *Legal Transitions*, says what happens.
struct `The lifecycle` {
    /// Every state a mission can be in, with a way to get there.
    enum Start: String, CaseIterable, Sendable {
        case active, suspended, held, revoked, completed, expired, superseded, cascaded

        func reach(in world: inout KernelWorld) throws -> MissionID {
            let parent = try world.approve([.entry("invoices.read", delegation: .children())])
            let mission = self == .superseded ? parent : try world.child(of: parent)
            switch self {
            case .active: break
            case .suspended: try world.suspend(mission)
            case .held: try world.suspend(parent)
            case .revoked: try world.revoke(mission)
            case .completed: try world.complete(mission)
            case .expired: world.wait(.hours(8))
            case .superseded: _ = try world.expand(parent, to: MissionDraft([.entry("invoices.*")]))
            case .cascaded: try world.revoke(parent)
            }
            return mission
        }

        /// How it is reported.
        var state: MissionState { self == .held ? .suspended : MissionState(rawValue: rawValue) ?? .active }
    }

    enum Operation: String, CaseIterable, Sendable {
        case revoke, suspend, resume, complete

        func ask(_ mission: MissionID, in world: inout KernelWorld) throws(Refusal) {
            switch self {
            case .revoke: try world.revoke(mission)
            case .suspend: try world.suspend(mission)
            case .resume: try world.resume(mission)
            case .complete: try world.complete(mission)
            }
        }
    }

    /// The state after, or nil for a conflict.
    static func outcome(_ start: Start, _ operation: Operation) -> MissionState? {
        switch (start, operation) {
        case (.active, .revoke), (.suspended, .revoke), (.held, .revoke), (.revoked, .revoke): .revoked
        case (.active, .complete), (.suspended, .complete), (.held, .complete), (.completed, .complete): .completed
        case (.active, .suspend), (.suspended, .suspend), (.held, .suspend): .suspended
        case (.suspended, .resume): .active
        default: nil
        }
    }

    @Test(arguments: Start.allCases, Operation.allCases)
    func `allows exactly the operations of the table`(start: Start, operation: Operation) throws {
        var world = KernelWorld()
        let mission = try start.reach(in: &world)
        #expect(world.status(of: mission) == start.state)
        let before = world.standing(of: mission)

        let refused = world.refusal { try operation.ask(mission, in: &$0) }
        guard let expected = Self.outcome(start, operation) else {
            #expect(refused == .conflict)
            return
        }
        #expect(refused == nil)
        try operation.ask(mission, in: &world)
        let after = world.standing(of: mission)
        #expect(after.state == expected)
        if expected == before.state, start != .held {
            #expect(after == before, "what is so already changes nothing")
        } else {
            #expect(after.version == before.version + 1)
        }
    }

    @Test(arguments: Start.allCases.filter { $0.state.isTerminal })
    func `lets nothing change a mission that has ended`(start: Start) throws {
        var world = KernelWorld()
        let mission = try start.reach(in: &world)
        let end = world.standing(of: mission)
        #expect(world.refusal { try $0.narrow(mission) } == .conflict)
        #expect(world.refusal { try $0.extend(mission, to: world.now + .hours(9)) } == .conflict)
        #expect(
            world.refusal {
                try $0.tighten(mission, .condition("x", is: true, else: "revoke"))
            } == .conflict)
        #expect(world.refusal { try $0.open(mission) } == .missionNotActive)
        #expect(!world.evaluate(mission).isPermit)
        world.wait(.days(2))
        world.settle()
        #expect(world.standing(of: mission) == end)
    }

    @Test func `expires at its end and not a moment before`() throws {
        var world = KernelWorld()
        let mission = try world.approve(lifetime: .hours(1))
        let end = world.record(of: mission).expiresAt
        let index = world.index(of: mission)
        let before = Instant(microseconds: end.microseconds - 1)
        #expect(world.state.standing(of: index, at: before).state == .active)
        #expect(world.state.standing(of: index, at: end).state == .expired)
        world.wait(until: end)
        #expect(world.refusal { try $0.revoke(mission) } == .conflict)
    }

    @Test func `goes on by itself when a suspension ends so`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        let until = world.now + .hours(1)
        try world.suspend(mission, until: until, then: .resume)
        #expect(world.standing(of: mission).suspension?.until == until)
        world.wait(until: until)
        #expect(world.status(of: mission) == .active)
        #expect(world.version(of: mission) == 3)
        world.settle()
        #expect(world.status(of: mission) == .active)
        #expect(world.version(of: mission) == 3)
    }

    @Test func `is revoked by the clock when a suspension ends so`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        let until = world.now + .hours(1)
        try world.suspend(mission, until: until, then: .revoke)
        world.wait(until: until)
        #expect(world.standing(of: mission).ending == Ending(.revoked, at: until, cause: .clock))
        world.settle()
        #expect(world.standing(of: mission).ending == Ending(.revoked, at: until, cause: .clock))
    }

    @Test func `lets expiry win over the end of a suspension at the same moment`() throws {
        var world = KernelWorld()
        let mission = try world.approve(lifetime: .hours(1))
        let end = world.record(of: mission).expiresAt
        try world.suspend(mission, until: end, then: .revoke)
        world.wait(until: end)
        #expect(world.status(of: mission) == .expired)
        world.settle()
        #expect(world.status(of: mission) == .expired)
    }

    @Test func `takes a deadline and what follows it together, and ahead`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        #expect(
            world.refusal { try $0.suspend(mission, until: world.now + .hours(1)) }
                == .invalidRequest)
        #expect(world.refusal { try $0.suspend(mission, then: .revoke) } == .invalidRequest)
        #expect(
            world.refusal { try $0.suspend(mission, until: world.now, then: .resume) }
                == .invalidRequest)
    }

    /// Terms of a suspension, milder and stricter ones.
    @Test(arguments: [false, true])
    func `is not brought back by whoever may only suspend`(isByFact: Bool) throws {
        var world = KernelWorld()
        world.register("agent", grants: Grants.all.subtracting(.resume))
        let mission = try world.approve(
            MissionDraft(controls: ["writ:conditions": [.condition("frozen", is: false)]]))
        if isByFact {
            try world.signal("frozen", .boolean(true))
            try world.signal("frozen", .boolean(false))
        } else {
            try world.suspend(mission)
        }
        let soon = world.now + .seconds(1)
        #expect(world.refusal { try $0.suspend(mission, until: soon, then: .resume) } == .evidenceMismatch)
        #expect(
            world.refusal { try $0.suspend(mission, until: soon, then: .resume, by: .client("agent")) } == .notFound)
        world.wait(.hours(1))
        world.settle()
        #expect(world.status(of: mission) == .suspended)
        world.register("agent", grants: Grants.all)
        try world.suspend(mission, until: world.now + .seconds(1), then: .resume, by: .client("agent"))
    }

    @Test func `keeps its pending end, unless whoever puts it off may resume`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        let (soon, late) = (world.now + .hours(1), world.now + .hours(2))
        try world.suspend(mission, until: soon, then: .revoke)
        #expect(world.refusal { try $0.suspend(mission) } == .evidenceMismatch)
        #expect(world.refusal { try $0.suspend(mission, until: late, then: .revoke) } == .evidenceMismatch)
        #expect(world.refusal { try $0.suspend(mission, until: late, then: .resume) } == .evidenceMismatch)
        try world.suspend(mission, until: world.now + .seconds(1), then: .revoke)
        world.wait(.seconds(2))
        world.settle()
        #expect(world.status(of: mission) == .revoked)
    }

    @Test func `stays suspended longer, or for good, at anybody's word who may suspend`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        try world.suspend(mission, until: world.now + .hours(1), then: .resume)
        try world.suspend(mission, until: world.now + .hours(2), then: .resume)
        try world.suspend(mission)
        try world.suspend(mission, until: world.now + .hours(2), then: .revoke)
        #expect(world.standing(of: mission).suspension?.onExpiry == .revoke)
    }

    @Test func `updates the deadline of a suspension that is asked for again`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        let (soon, late) = (world.now + .hours(1), world.now + .hours(2))
        try world.suspend(mission, until: soon, then: .resume)
        try world.suspend(mission, until: late, then: .revoke)
        #expect(world.standing(of: mission).suspension?.onExpiry == .revoke)
        #expect(world.version(of: mission) == 3)
        world.wait(until: soon)
        world.settle()
        #expect(world.status(of: mission) == .suspended, "the first deadline was overtaken")
        world.wait(until: late)
        world.settle()
        #expect(world.status(of: mission) == .revoked)
    }

    @Test func `refuses whoever saw another version`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        let stale = ChangeLifecycle(caller: .owner, mission: mission, operation: .revoke, expectedVersion: 2)
        #expect(world.refusal { try $0.perform(stale) } == .staleVersion)
        try world.suspend(mission)
        try world.perform(stale)
        #expect(world.status(of: mission) == .revoked)
    }

    @Test func `needs a signature over the version that is resumed`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        try world.suspend(mission)
        func resuming(_ evidence: SignedEvidence<Resumption>?) -> ChangeLifecycle {
            ChangeLifecycle(caller: .owner, mission: mission, operation: .resume(evidence))
        }
        func evidence(_ person: Person, key: Person, version: Int64, of other: MissionID? = nil) -> SignedEvidence<
            Resumption
        > {
            key.signed(
                ResumeStatement(
                    issuer: KernelWorld.issuer, approver: person.principal, mission: other ?? mission, version: version)
            )
        }
        let another = try world.approve()
        let refused: [(SignedEvidence<Resumption>?, Refusal.Code)] = [
            (nil, .evidenceMismatch), (evidence(.ada, key: .ada, version: 1), .evidenceMismatch),
            (evidence(.ada, key: .ada, version: 2, of: another), .evidenceMismatch),
            (evidence(.ada, key: .ben, version: 2), .approverUnknown),
            (evidence(Person("eve"), key: Person("eve"), version: 2), .approverUnknown),
        ]
        for (evidence, code) in refused {
            #expect(world.refusal { try $0.perform(resuming(evidence)) } == code)
        }
        try world.perform(resuming(evidence(.ben, key: .ben, version: 2)))
        #expect(world.status(of: mission) == .active)
    }
}

/// Who may ask for what, and what the others learn.
struct `Governing a mission` {
    private func world() throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve()
        return (world, mission)
    }

    @Test(
        arguments: [
            (Grants.all.subtracting(.lifecycle), true), (Grants.lifecycle, false),
            ([.lifecycle, .everyMission], false),
        ] as [(Grants, Bool)])
    func `belongs to clients with the grant`(grants: Grants, isRefused: Bool) throws {
        var (world, mission) = try world()
        world.register("agent", grants: grants)
        let refused = world.refusal { try $0.revoke(mission, by: .client("agent")) }
        #expect(refused == (isRefused ? .notFound : nil))
    }

    @Test func `shows another's mission to nobody`() throws {
        var (world, mission) = try world()
        world.register("other", grants: Grants.all.subtracting(.everyMission))
        let unknown: MissionID = world.newID()
        for asked in [mission, unknown] {
            do throws(Refusal) {
                try world.revoke(asked, by: .client("other"))
                Issue.record("a client without the grant revoked")
            } catch {
                #expect(error == .unknownMission)
            }
        }
        world.register("operations", grants: [.lifecycle, .everyMission])
        try world.revoke(mission, by: .client("operations"))
        #expect(world.status(of: mission) == .revoked)
    }

    @Test func `is closed to a disabled client and to every session`() throws {
        var (world, mission) = try world()
        let attempt = try world.open(mission)
        #expect(
            world.refusal { try $0.revoke(mission, by: .session(attempt.session)) }
                == .notPermitted)
        try world.disable("agent")
        #expect(
            world.refusal { try $0.revoke(mission, by: .client("agent")) } == .notFound)
    }

    @Test func `takes undoing a stop for a right apart`() throws {
        var (world, mission) = try world()
        try world.suspend(mission)
        let resume = ChangeLifecycle(caller: .client("agent"), mission: mission, operation: .resume(nil))
        world.register("agent", grants: Grants.all.subtracting(.resume))
        #expect(world.refusal { try $0.perform(resume) } == .notFound)
        world.register("agent", grants: [.resume])
        try world.perform(resume)
        #expect(world.status(of: mission) == .active)
    }

    @Test func `answers a repeated nonce with what was answered, and refuses it for another request`() throws {
        var (world, mission) = try world()
        func key(_ nonce: ExactText, _ request: String) -> ReplayKey {
            ReplayKey(
                client: "agent", mission: mission, nonce: nonce,
                request: world.credential(request).digest)
        }
        let first = key("n1", "suspend")
        func suspending(_ key: ReplayKey) -> ChangeLifecycle {
            ChangeLifecycle(
                caller: .client("agent"), mission: mission, operation: .suspend(until: nil, onExpiry: nil), replay: key)
        }
        try world.decide { (state, now) throws(Refusal) in
            let events = try suspending(first).decide(in: state, at: now)
            return ((), events + [.lifecycleAnswered(LifecycleAnswered(key: first, answer: .signed([1, 2, 3])))])
        }
        try world.resume(mission)
        #expect(try world.perform(suspending(first)).isEmpty, "a late retransmission suspends nothing")
        #expect(try world.state.nonces.answer(to: first) == .signed([1, 2, 3]))
        #expect(world.status(of: mission) == .active)
        #expect(
            world.refusal { try $0.perform(suspending(key("n1", "other"))) }
                == .nonceReused)
        world.wait(.hours(24))
        try world.setPolicy(ClassPolicy(version: "v2", rules: [], meanings: ClassPolicy.standardMeanings))
        world.wait(.seconds(1))
        try world.setPolicy(.standard)
        #expect(try world.state.nonces.answer(to: first) == nil, "an answer is kept for a day")
    }
}

extension KernelWorld {
    fileprivate mutating func approve(lifetime: Duration) throws(Refusal) -> MissionID {
        try approve(MissionDraft(lifetime: lifetime))
    }
}
