// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionAuthority
import MissionKernel
import WritTesting

/// Agents at work.
extension World {
    private static let workersMax = 6

    var present: [Worker] { workers.filter { !$0.isGone } }

    /// One step of somebody's work.
    func work() {
        guard let worker = present.randomElement(using: &random) else { return openSession() }
        let open = worker.errands.filter { $0.phase != .over }
        if let errand = open.randomElement(using: &random), chance(75) { return advance(errand, of: worker) }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<50: plan(worker)
        case 50..<60: send(.checkpoint(worker.attempt, worker.caller))
        case 60..<72: enqueue(worker)
        case 72..<84: dispatch(worker)
        case 84..<88: ask(worker)
        case 88..<97: askWhetherToGoOn(worker)
        default: close(worker)
        }
    }

    func openSession() {
        guard present.count < Self.workersMax, let mission = anyMission() else { return submit() }
        let parent = present.first { $0.mission == mission.parent && $0.caller.isSession }
        var caller: Caller = chance(70) ? .owner : .client(mission.approval.client)
        if let parent, chance(50) { caller = parent.caller }
        let policy = random.pick(StopPolicy.allCases)
        let client = mission.approval.client
        send(.open(mission.id, parent: caller.isSession ? parent?.attempt.session : nil, policy, caller)) {
            world, answer in
            guard case .opened(let grant) = answer else { return }
            world.hire(grant, client: client)
        }
    }

    /// A process works under an attempt from here on.
    private func hire(_ grant: SessionGrant, client: ClientID) {
        let caller: Caller = chance(70) ? .session(grant.attempt.session) : .client(client)
        workers.append(Worker(mission: grant.mission, client: client, attempt: grant.attempt, caller: caller))
    }

    /// The agent wants something to happen.
    private func plan(_ worker: Worker) {
        guard let mission = oracle.missions[worker.mission], worker.errands.count < 12 else { return }
        let request = action(under: mission, [Vocabulary.commit, Vocabulary.push, Vocabulary.push, Vocabulary.send])
        let number = chance(80) ? archive.draw() : Int.random(in: 1..<40, using: &random)
        let errand = Errand(request, key: ExactText("k\(number)"))
        worker.errands.append(errand)
        advance(errand, of: worker)
    }

    private func enqueue(_ worker: Worker) {
        guard let mission = oracle.missions[worker.mission] else { return }
        let wanted = action(under: mission)
        var request = QueueRequest(attempt: worker.attempt, action: wanted.action, resource: wanted.resource)
        if chance(25) { request.notBefore = now + .seconds(30) }
        if chance(30) { request.expiresAt = now + .seconds(random.pick([60, 300])) }
        send(.enqueue(request, worker.caller)) { _, answer in
            if case .queued(let id) = answer { worker.items.append(id) }
        }
    }

    private func dispatch(_ worker: Worker) {
        guard let id = worker.items.first else { return enqueue(worker) }
        send(.dispatch(DispatchItem(caller: worker.caller, attempt: worker.attempt, id: id))) { world, answer in
            if case .refused(let refusal) = answer, refusal.code == .notDue { return }
            worker.items.removeAll { $0 == id }
            guard case .dispatched(let item) = answer, item.state == .dispatched else { return }
            world.conclude(item, of: worker)
        }
    }

    private func conclude(_ item: QueueItem, of worker: Worker) {
        send(
            .concludeItem(
                ConcludeItem(caller: worker.caller, attempt: worker.attempt, id: item.id, isDone: chance(80))))
    }

    private func ask(_ worker: Worker) {
        send(
            .ask(
                worker.attempt, deadline: now + .minutes(random.pick([1, 30])), chance(50) ? .expire : .escalate,
                worker.caller))
    }

    private func close(_ worker: Worker) {
        worker.isGone = true
        send(.close(CloseSession(caller: worker.caller, attempt: worker.attempt, reason: "done")))
    }

    /// One of the points at which a running session asks.
    private func askWhetherToGoOn(_ worker: Worker) {
        if chance(50) { return renewLease(worker) }
        let point = random.pick([ResumePoint.retry, .asyncToolResponse, .credentialRefresh, .queueDispatch])
        send(.resume(worker.attempt.session, point, epoch: worker.attempt.epoch, worker.caller)) { _, answer in
            if case .resumed(let receipt) = answer, receipt.decision == .continue { return }
            if case .unavailable = answer { return }
            worker.isGone = true
        }
    }

    /// The supervisor's question, answered from what is published.
    func renewLease(_ worker: Worker) {
        guard !house.isDead else { return }
        var decision = HarnessDecision.terminate
        do throws(Refusal) {
            decision = try house.authority.renewLease(worker.attempt, caller: .session(worker.attempt.session)).decision
        } catch {
            tell("the lease of \(worker.attempt.text): \(error.code.rawValue)")
        }
        if sabotage?.faults.renewsBlindly == true { decision = .continue }
        tell("the lease of \(worker.attempt.text): \(decision.rawValue)")
        oracle.judgeLease(of: worker.attempt, decision)
        note(decision == .continue ? .leaseRenewed : .leaseEnded)
        if decision != .continue { worker.isGone = true }
    }
}

/// Sessions over several attempts.
extension World {
    /// An agent's process is killed, whatever it was doing.
    func killAgent() {
        guard let worker = present.randomElement(using: &random) else { return openSession() }
        note(worker.isInEffect ? .agentKilledInEffect : .agentKilled)
        tell("the agent of \(worker.attempt.text) is killed")
        worker.isGone = true
        if chance(30) {
            send(.reportStop(ReportStop(caller: .owner, session: worker.attempt.session, outcome: .unknown)))
        }
    }

    /// Work goes on, or does not, from where it was.
    func resumeSession() {
        let sessions = oracle.sessions.keys.sorted()
        guard let id = sessions.randomElement(using: &random), let session = oracle.sessions[id],
            let client = oracle.missions[session.mission]?.approval.client
        else { return openSession() }
        if chance(25) { return send(.rebind(RebindSession(caller: .owner, session: id))) }
        let point = random.pick([ResumePoint.processRestart, .deviceHandoff, .backgroundWakeUp, .workspaceLoad])
        let caller: Caller = chance(70) ? .owner : .client(client)
        send(.resume(id, point, epoch: nil, caller)) { world, answer in
            guard case .resumed(let receipt) = answer, let grant = receipt.grant else { return }
            world.takeOver(grant, client: client)
        }
    }

    /// A new attempt has the session; an older one that still runs is fenced off and does not know it.
    private func takeOver(_ grant: SessionGrant, client: ClientID) {
        for worker in workers where worker.attempt.session == grant.attempt.session {
            if !worker.isGone || chance(50) { fenced.append((worker.attempt, worker.caller)) }
            worker.isGone = true
        }
        hire(grant, client: client)
    }

    /// An attempt that was taken over tries to go on.
    func actFenced() {
        guard let (attempt, caller) = fenced.randomElement(using: &random),
            let session = oracle.sessions[attempt.session],
            let mission = oracle.missions[session.mission]
        else { return resumeSession() }
        note(.olderAttempt)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: send(.checkpoint(attempt, caller))
        case 1: send(.resume(attempt.session, .retry, epoch: attempt.epoch, caller))
        case 2:
            let items = oracle.items.filter { $0.value.queued.session == attempt.session }.keys.sorted()
            guard let item = items.last else { return send(.checkpoint(attempt, caller)) }
            send(.dispatch(DispatchItem(caller: caller, attempt: attempt, id: item)))
        default:
            send(
                .permit(
                    Call.PermitCall(
                        request: action(under: mission), key: ExactText("old\(step)"), attempt: attempt, begins: false,
                        caller: caller)))
        }
    }
}
