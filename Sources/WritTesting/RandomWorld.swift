// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

/// A kernel's world in which a seed decides what happens: everything that the kernel can record, in any order.
///
/// What is refused is refused; the worlds are for comparing, not for judging.
package struct RandomWorld: Sendable {
    package var world = KernelWorld()
    private var random: SeededRandom
    private var submissions: [(id: SubmissionID, draft: MissionDraft)] = []
    private var missions: [MissionID] = []
    private var attempts: [Attempt] = []
    private var items: [(id: QueueItemID, attempt: Attempt)] = []
    private var permits: [PermitID] = []

    package init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        let rules = [ActionPattern("invoices.*"), ActionPattern("git.*")].compactMap { pattern in
            pattern.map { ClassRule($0, .consequentialWrite) }
        }
        let policy = ClassPolicy(version: "random:1", rules: rules, meanings: ClassPolicy.standardMeanings)
        do throws(Refusal) { try world.setPolicy(policy) } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Lets `count` things happen, or be refused.
    package mutating func run(_ count: Int) {
        for _ in 0..<count {
            do throws(Refusal) { try step() } catch { continue }
        }
    }

    private mutating func step() throws(Refusal) {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18: try intake()
        case 18..<34: try steer()
        case 34..<40: try govern()
        case 40..<60: try work()
        case 60..<85: try act()
        case 85..<93:
            world.wait(random.pick([.seconds(1), .seconds(1), .minutes(2), .minutes(40), .hours(7), .days(9)]))
        default: world.settleOnce()
        }
    }

    private mutating func pickMission() throws(Refusal) -> MissionID { try pick(missions) }

    /// One of the latest few, most of which can still be changed.
    private mutating func pick<Value>(_ values: [Value]) throws(Refusal) -> Value {
        guard !values.isEmpty else { throw Refusal(.notFound, "there is none yet") }
        return random.pick(values.suffix(8))
    }
}

/// How missions come and go.
extension RandomWorld {
    private static let facts = ["branch.frozen", "incident.open", "hold"]

    private mutating func draft() -> MissionDraft {
        var draft = MissionDraft(
            [
                .entry(
                    "invoices.*", match: random.chance(percent: 50) ? "prefix" : nil,
                    constraints: random.chance(percent: 30)
                        ? ["max_amount": .money("100"), "tenant": "t", "allowed_tools": ["a", "b"]] : nil,
                    delegation: random.chance(percent: 60) ? .children(max: 3, depth: 3) : nil),
                .entry("git.push", "git.commit", on: "https://git.example.com/repo"),
            ], controls: controls(), lifetime: random.pick([.hours(2), .days(3), .days(20)]))
        draft.approver = random.pick([.ada, .ben])
        return draft
    }

    private mutating func controls() -> JSONValue? {
        guard random.chance(percent: 60) else { return nil }
        let conditions = random.some(of: Self.facts, atLeast: 1).map { fact in
            let consequence = random.pick(["suspend", "revoke", "complete"])
            return JSONValue.condition(
                fact, is: false, else: .string(consequence),
                onReturn: consequence == "suspend" && random.chance(percent: 50) ? "resume" : nil)
        }
        return [
            "max_budget": .money("500"), "max_calls": [["call_class": "invoices.*", "count": 40]],
            "writ:conditions": .array(conditions), "writ:ask": ["external_commitment"],
            "writ:classes": ["invoices.pay": "irreversible_action", "invoices.read": "consequential_write"],
        ]
    }

    private mutating func intake() throws(Refusal) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3:
            let draft = draft()
            submissions.append((try world.submit(draft), draft))
        case 3:
            let submission = try pick(submissions).id
            try world.perform(Deny(caller: .owner, submission: submission, reason: "not now"))
        case 4:
            let (submission, draft) = try pick(submissions)
            guard world.state.submissions.open[submission] != nil else { return }
            let approval = world.approval(of: submission, draft)
            try world.perform(approval)
            missions.append(approval.mission)
        case 5, 6: missions.append(try world.approve(draft()))
        case 7, 8:
            let child = MissionDraft([.entry("invoices.read")], lifetime: .hours(1), client: "helper")
            missions.append(try world.child(of: pickMission(), child, profiles: ["ai_agent"]))
        default:
            var draft = draft()
            draft.authority.append(.entry("wiki.read", on: "https://wiki.example.com"))
            missions.append(try world.expand(pickMission(), to: draft))
        }
    }

    private mutating func steer() throws(Refusal) {
        let mission = try pickMission()
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: try world.suspend(mission, until: world.now + .hours(1), then: random.pick([.resume, .revoke]))
        case 2: try world.suspend(mission)
        case 3, 4: try world.resume(mission)
        case 5: try world.extend(mission, to: world.now + .days(1))
        case 6:
            let repository = "https://git.example.com/repo"
            try world.narrow(mission, ["git.push"], on: repository, event: "evt_\(world.ledger.count)")
        case 7: try world.tighten(mission, .condition(random.pick(Self.facts), is: false))
        case 8: try world.changeOwner(of: mission, to: random.pick([.ada, .ben]))
        default:
            guard random.chance(percent: 50) else { return try world.complete(mission) }
            try world.revoke(mission)
        }
    }

    private mutating func govern() throws(Refusal) {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: try world.enable(random.pick([.ada, .ben]), random.chance(percent: 85))
        case 1: world.register("client-\(random.pick([1, 2, 3]))", grants: .all, ceiling: [.entry("invoices.*")])
        case 2: try world.disable("client-\(random.pick([1, 2, 3]))")
        default: try world.signal(random.pick(Self.facts), .boolean(random.chance(percent: 15)))
        }
    }
}

/// What happens under missions.
extension RandomWorld {
    private mutating func work() throws(Refusal) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: attempts.append(try world.open(pickMission(), stopPolicy: random.pick(StopPolicy.allCases)))
        case 2:
            let attempt = try pick(attempts)
            try world.perform(
                RecordCheckpoint(
                    caller: .owner, attempt: attempt, label: "half-way", data: Digest(bytes: Array(0..<32)))
            )
        case 3: try world.perform(RebindSession(caller: .owner, session: pick(attempts).session))
        case 4: try resume(pick(attempts))
        case 5, 6:
            let attempt = try pick(attempts)
            let item = try world.enqueue(
                attempt, random.pick(["invoices.read", "invoices.pay"]), key: "item-\(items.count)",
                expiresAt: random.chance(percent: 50) ? world.now + .hours(2) : nil)
            items.append((item, attempt))
        case 7:
            let (item, attempt) = try pick(items)
            _ = try world.dispatch(item, attempt)
            guard random.chance(percent: 50) else { return }
            try world.perform(ConcludeItem(caller: .owner, attempt: attempt, id: item, isDone: true))
        case 8:
            let attempt = try pick(attempts)
            try world.perform(
                Ask(
                    caller: .owner, id: world.newID(), attempt: attempt, kind: .question, text: "which one?",
                    deadline: world.now + .hours(1), onDeadline: random.pick(AttentionItem.OnDeadline.allCases)))
        default: try world.perform(CloseSession(caller: .owner, attempt: pick(attempts), reason: "done"))
        }
    }

    private mutating func resume(_ attempt: Attempt) throws(Refusal) {
        _ = try world.resume(attempt.session, at: random.pick(ResumePoint.allCases))
        guard let session = world.state.sessions[attempt.session] else { return }
        attempts.append(Attempt(session: session.id, epoch: session.epoch))
    }

    private mutating func act() throws(Refusal) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4:
            let request = world.action(try pickMission(), random.pick(["invoices.read", "invoices.pay", "git.push"])) {
                $0.cost = Cost(money: nil, durationMilliseconds: 5)
            }
            let key = random.chance(percent: 70) ? "key-\(Int.random(in: 0..<9, using: &random))" : nil
            let answer = try world.request(request, key: key, begins: random.chance(percent: 20))
            if answer.decision.isPermit { permits.append(answer.permit) }
        case 4, 5: try world.begin(pick(permits))
        case 6, 7: try world.conclude(pick(permits), random.pick(ConcludeEffect.Outcome.allCases), result: "done")
        case 8: try answer(pick(world.questions))
        default: try recordAnswer(for: pickMission())
        }
    }

    private mutating func answer(_ item: AttentionItem) throws(Refusal) {
        guard case .operation(let operation, let mission) = item.subject else {
            try world.perform(AnswerAttention(caller: .owner, id: item.id, answer: .respond(text: "the first")))
            return
        }
        let statement = AgreementStatement(
            issuer: KernelWorld.issuer, approver: Person.ben.principal, mission: mission, operation: operation,
            until: world.now + .minutes(15))
        try world.perform(
            AnswerAttention(caller: .owner, id: item.id, answer: .agree(Person.ben.signed(statement))))
    }

    /// What the service records of its own answer to a lifecycle request.
    private mutating func recordAnswer(for mission: MissionID) throws(Refusal) {
        let nonce = ExactText("nonce-\(Int.random(in: 0..<4, using: &random))")
        guard let digest = Digest(bytes: Array(repeating: 9, count: 32)) else { return }
        let key = ReplayKey(client: "agent", mission: mission, nonce: nonce, request: digest)
        let answer: LifecycleAnswer =
            Bool.random(using: &random)
            ? .signed(Array("signed".utf8)) : .refused(Refusal(.conflict, "a mission that is revoked has ended"))
        try world.decide { (state, _) throws(Refusal) in
            guard try state.nonces.answer(to: key) == nil else { return ((), []) }
            return ((), [.lifecycleAnswered(LifecycleAnswered(key: key, answer: answer))])
        }
    }
}
