// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
package import MissionKernel
import MissionWire

/// Sessions, actions and the people who are asked about them.
extension KernelWorld {
    /// A request as an enforcement point would bring it; `edit` changes what the test is about.
    package func action(
        _ mission: MissionID, _ name: String = "invoices.read", on resource: String = JSONValue.erp,
        parameters: String = "{}", edit: (inout ActionRequest) -> Void = { _ in }
    ) -> ActionRequest {
        let client = state.missions.index(of: mission).map { state.registry[state.missions[$0].parties.client].id }
        var request = ActionRequest(
            mission: mission, client: client ?? ClientID("agent"), action: name, resource: Self.resource(resource))
        request.parameterDigest = SHA256.digest(of: Array(parameters.utf8))
        request = request.named()
        edit(&request)
        return request
    }

    /// The decision on an action now, without recording anything.
    package func evaluate(
        _ mission: MissionID, _ name: String = "invoices.read", on resource: String = JSONValue.erp,
        edit: (inout ActionRequest) -> Void = { _ in }
    ) -> Decision {
        state.evaluate(action(mission, name, on: resource, edit: edit), at: now)
    }

    /// Asks for a durable permit.
    package mutating func request(
        _ request: ActionRequest, key: String? = nil, attempt: Attempt? = nil, begins: Bool = false,
        caller: Caller = .owner, at moment: Instant? = nil
    ) throws(Refusal) -> RequestPermit.Answer {
        let command = RequestPermit(
            caller: caller, id: newID(), request: request, key: key.map { ExactText($0) }, attempt: attempt,
            begins: begins)
        return try decide(at: moment) { (state, now) throws(Refusal) in
            let answer = try command.answer(in: state, at: now)
            return (answer, answer.events)
        }
    }

    /// A permit that must be given.
    package mutating func permit(
        _ request: ActionRequest, key: String? = nil, attempt: Attempt? = nil, begins: Bool = false
    ) throws(Refusal) -> PermitID {
        let answer = try self.request(request, key: key, attempt: attempt, begins: begins)
        guard answer.decision.isPermit else {
            throw Refusal(.policyDenied, answer.decision.denial?.reason.rawValue ?? "denied")
        }
        return answer.permit
    }

    package mutating func begin(
        _ permit: PermitID, attempt: Attempt? = nil, caller: Caller = .owner, parameters: String = "{}",
        at moment: Instant? = nil
    ) throws(Refusal) {
        try perform(
            BeginEffect(
                caller: caller, permit: permit, parameterDigest: SHA256.digest(of: Array(parameters.utf8)),
                attempt: attempt),
            at: moment)
    }

    package mutating func conclude(
        _ permit: PermitID, _ outcome: ConcludeEffect.Outcome, cost: Cost? = nil, result: String? = nil
    ) throws(Refusal) {
        try perform(
            ConcludeEffect(
                caller: .owner, permit: permit, outcome: outcome,
                result: result.map { SHA256.digest(of: Array($0.utf8)) }, cost: cost))
    }

    /// Begins work under a mission: its first attempt.
    package mutating func open(
        _ mission: MissionID, stopPolicy: StopPolicy = .suppress, parent: SessionID? = nil, caller: Caller = .owner
    ) throws(Refusal) -> Attempt {
        let id: SessionID = newID()
        try perform(
            OpenSession(
                caller: caller, id: id, mission: mission, parent: parent, stopPolicy: stopPolicy,
                credential: credential("secret of \(id.text)"), launch: Array("sh run.sh".utf8)))
        return Attempt(session: id, epoch: 1)
    }

    /// A session's credential, good for a day.
    package func credential(_ secret: String) -> SessionCredential {
        SessionCredential(digest: SHA256.digest(of: Array(secret.utf8)), expiresAt: now + .days(1))
    }

    /// Asks whether a session may go on.
    package mutating func resume(
        _ session: SessionID, at point: ResumePoint, epoch: Int32? = nil, credential: SessionCredential? = nil,
        caller: Caller = .owner
    ) throws(Refusal) -> Resume.Answer {
        let command = Resume(caller: caller, session: session, point: point, epoch: epoch, credential: credential)
        return try decide { (state, now) throws(Refusal) in
            let answer = try command.answer(in: state, at: now)
            return (answer, answer.events)
        }
    }

    /// Puts work into a session's queue.
    package mutating func enqueue(
        _ attempt: Attempt, _ action: String = "invoices.read", on resource: String = JSONValue.erp,
        key: String? = nil, notBefore: Instant? = nil, expiresAt: Instant? = nil, retryOf: QueueItemID? = nil
    ) throws(Refusal) -> QueueItemID {
        let id: QueueItemID = newID()
        try perform(
            Enqueue(
                caller: .owner, attempt: attempt, id: id, action: action, resource: Self.resource(resource),
                key: key.map { ExactText($0) }, notBefore: notBefore, expiresAt: expiresAt, retryOf: retryOf))
        return id
    }

    /// Takes an item from the queue; answers what became of it.
    package mutating func dispatch(_ item: QueueItemID, _ attempt: Attempt) throws(Refusal) -> QueueItem.State? {
        try perform(DispatchItem(caller: .owner, attempt: attempt, id: item))
        return state.sessions[attempt.session]?.queue.first { $0.id == item }?.state
    }

    /// A person's agreement to an action that waits for it.
    package mutating func agree(
        to request: ActionRequest, by person: Person = .ben, for duration: Duration = .minutes(15)
    ) throws(Refusal) {
        let (item, operation) = question(about: request)
        let statement = AgreementStatement(
            issuer: Self.issuer, approver: person.principal, mission: request.mission, operation: operation,
            until: now + duration)
        try perform(AnswerAttention(caller: .owner, id: item, answer: .agree(person.signed(statement))))
    }

    /// A person's no to an action that waits for an answer; answers when it was said.
    @discardableResult
    package mutating func decline(_ request: ActionRequest, _ comment: String) throws(Refusal) -> Instant {
        let (item, operation) = question(about: request)
        try perform(AnswerAttention(caller: .owner, id: item, answer: .deny(comment: comment)))
        return state.attention.answer(about: operation, under: request.mission)?.at ?? now
    }

    private func question(about request: ActionRequest) -> (item: AttentionID, operation: Digest) {
        guard let operation = request.operation,
            let item = state.attention.open.values.first(where: {
                $0.subject == .operation(operation, under: request.mission)
            })
        else { preconditionFailure("nobody was asked about \(request.action)") }
        return (item.id, operation)
    }

    /// The questions that wait, the oldest first.
    package var questions: [AttentionItem] {
        state.attention.open.values.sorted { ($0.askedAt, $0.id) < ($1.askedAt, $1.id) }
    }

    /// Who is asked.
    package func assignee(of item: AttentionID) -> Principal? {
        state.attention[item]?.assignee.map { state.registry[$0].principal }
    }
}
