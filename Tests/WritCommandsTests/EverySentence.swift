// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import WritTesting

/// At least one event of every type, in an order that tells one story.
enum EverySentence {
    private static let mission = MissionID(high: 1, low: 1)
    private static let child = MissionID(high: 1, low: 2)
    private static let successor = MissionID(high: 1, low: 3)
    private static let session = SessionID(high: 2, low: 1)
    private static let permit = PermitID(high: 3, low: 1)
    private static let lost = PermitID(high: 3, low: 2)
    private static let item = QueueItemID(high: 4, low: 1)
    private static let question = AttentionID(high: 5, low: 1)
    private static let submission = SubmissionID(high: 6, low: 1)
    private static let dawn = KernelWorld.dawn
    private static let later = KernelWorld.dawn + .hours(8)
    private static let branch = KernelWorld.resource("git+https://example.com/app.git/heads/main")
    private static let frozen = FactKey.named("branch.main.frozen")
    private static let digest = RecordedAuthority([.entry("invoices.read")]).set.digest

    static func events() throws -> [Event] {
        try registry + intake + [stops, changes, work, sessions, queue, questions].flatMap(\.self)
    }

    private static var registry: [Event] {
        [
            .clientRegistered(
                ClientRegistered(
                    id: "agent", grants: [.submit, .status], keySet: [1],
                    ceiling: RecordedAuthority([.entry("invoices.read")]))),
            .clientRegistered(ClientRegistered(id: "ci.example", grants: [], keySet: [], ceiling: nil)),
            .clientDisabled(ClientDisabled(id: "agent")),
            .principalRegistered(
                PrincipalRegistered(principal: Person.ada.principal, approvalKeys: [Person.ada.key])),
            .principalRegistered(PrincipalRegistered(principal: Person.ben.principal, approvalKeys: [])),
            .policySet(PolicySet(policy: .standard)),
        ]
    }

    /// What a world records for two missions, told with identifiers that stay the same.
    private static var intake: [Event] {
        get throws {
            var world = KernelWorld()
            let conditions: JSONValue = [
                "writ:conditions": .array([.condition("branch.main.frozen", is: false, else: "suspend")])
            ]
            let draft = MissionDraft(controls: conditions)
            let asked = try world.perform(
                Submit(
                    caller: .owner, id: submission, client: "agent", intent: try intent(of: draft, in: world),
                    proposal: nil, derived: RecordedAuthority(draft.authority), expiresAt: later))
            let declined = SubmissionDenied(id: submission, code: nil, reason: "too broad")
            let refused = SubmissionDenied(
                id: submission, code: .notStrictSubset, reason: "entry 1 is too much", parent: mission)
            guard case .submissionReceived(let received)? = asked.first else { return [] }
            return asked + [
                .submissionReceived(
                    again(received, .child(of: mission, actor: Actor(subject: "tests")), by: .session(session))),
                .submissionReceived(again(received, .successor(of: mission), by: .client("ci.example"))),
                .submissionReceived(again(received, .none, by: nil)),
                .submissionDenied(declined), .submissionDenied(refused),
                .submissionExpired(SubmissionExpired(id: submission)),
                .missionApproved(approved(received, as: mission, .none, .direct)),
                .missionApproved(
                    approved(received, as: child, .child(of: mission, actor: Actor(subject: "tests")), .drawdown)),
                .missionApproved(approved(received, as: successor, .successor(of: mission), .direct)),
            ]
        }
    }

    private static func intent(of draft: MissionDraft, in world: KernelWorld) throws -> RecordedIntent {
        var world = world
        let id = try world.submit(draft)
        guard let open = world.state.submissions.open[id] else { preconditionFailure("no open \(id)") }
        return open.intent
    }

    private static func again(
        _ event: SubmissionReceived, _ relation: Relation, by caller: Caller?
    ) -> SubmissionReceived {
        SubmissionReceived(
            id: event.id, client: event.client, intent: event.intent, proposal: nil, derived: event.derived,
            subject: nil, relation: relation, expiresAt: event.expiresAt, caller: caller)
    }

    private static func approved(
        _ event: SubmissionReceived, as id: MissionID, _ relation: Relation, _ basis: MissionApproved.ApprovalBasis
    ) -> MissionApproved {
        MissionApproved(
            id: id, submission: event.id, approvalEvent: "ape_1", client: event.client,
            subject: Person.ada.principal, approver: Person.ada.principal, owner: Person.ada.principal,
            successorOwner: nil, basis: basis, intent: event.intent, proposal: nil, authority: event.derived,
            relation: relation, justifications: [], expiresAt: later, evidence: nil)
    }

    private static var stops: [Event] {
        func suspended(_ cause: Cause, until: Instant? = nil, then: OnExpiry? = nil, by caller: Caller? = nil) -> Event
        {
            .missionSuspended(
                MissionSuspended(
                    mission: mission, suspension: Suspension(since: dawn, cause: cause, until: until, onExpiry: then),
                    caller: caller))
        }
        func ended(_ state: MissionState, _ cause: Cause, by caller: Caller? = nil, _ reason: String = "") -> Event {
            let next = state == .superseded ? successor : nil
            let ending = Ending(state, at: later, cause: cause, successor: next, reason: reason)
            return .missionEnded(MissionEnded(mission: mission, ending: ending, caller: caller))
        }
        return [
            .factChanged(
                FactChanged(event: "evt_1", fact: frozen, value: .boolean(true), observedAt: nil, isSettled: true)),
            .factChanged(
                FactChanged(
                    event: "evt 2", fact: .enabled(Person.ada.principal), value: .boolean(false), observedAt: nil,
                    isSettled: true)),
            .factSettled(FactSettled(fact: frozen, count: 64, isDone: false)),
            .factSettled(FactSettled(fact: frozen, count: 80, isDone: true)),
            suspended(.fact(frozen)), suspended(.fact(.named("unknown.fact"))),
            suspended(.fact(.enabled(Person.ada.principal))),
            suspended(.request, until: later, then: .resume, by: .client("ci.example")),
            .suspensionChanged(
                SuspensionChanged(
                    mission: mission,
                    suspension: Suspension(
                        since: dawn, cause: .request, until: later, onExpiry: .revoke, reason: "a “long” lunch"))),
            .missionResumed(MissionResumed(mission: mission, at: dawn, cause: .request, caller: .owner)),
            .missionResumed(MissionResumed(mission: mission, at: dawn, cause: .clock)),
            .missionResumed(MissionResumed(mission: mission, at: dawn, cause: .fact(frozen))),
            ended(.revoked, .request, by: .owner, "the plan has changed"), ended(.revoked, .fact(frozen)),
            ended(.completed, .request, by: .session(session)), ended(.expired, .clock),
            ended(.superseded, .expansion), ended(.cascaded, .ancestor),
        ]
    }

    private static var changes: [Event] {
        let push = Removal(resource: branch, actions: [ActionPattern("git.push")].compactMap(\.self))
        return [
            .missionContained(
                MissionContained(
                    mission: mission, event: "inc-42", removals: [push, Removal(resource: branch)], at: dawn,
                    reason: "an incident")),
            .missionExtended(
                MissionExtended(
                    SignedEvidence(
                        approver: Person.ada.principal, key: Person.ada.key,
                        terms: Extension(mission: mission, version: 2, expiresAt: later), statement: Array("{}".utf8),
                        signature: []))),
            .missionTightened(
                MissionTightened(
                    mission: mission,
                    conditions: [
                        ConditionTerms(
                            fact: .named("incident"), test: .differs(.text("open")), consequence: .narrow([push])),
                        ConditionTerms(
                            fact: .named("load"), test: .equals(.integer(3)), consequence: .suspend, onReturn: .resume),
                        .grantorEnabled(Person.ben.principal, else: .revoke),
                    ], reason: "")),
            .ownerChanged(OwnerChanged(mission: mission, owner: Person.ben.principal)),
            .lifecycleAnswered(
                LifecycleAnswered(
                    key: ReplayKey(client: "agent", mission: mission, nonce: "n", request: digest), answer: .signed([]))
            ),
        ]
    }

    private static var work: [Event] {
        func granted(_ id: PermitID, key: ExactText?, _ attempt: Attempt?) -> Event {
            .permitGranted(
                PermitGranted(
                    id: id, mission: mission, attempt: attempt, client: "agent", action: "git.push",
                    resource: branch, operation: nil,
                    terms: PermitTerms(entry: 0, validUntil: later, useLimit: 1, parameterDigest: nil),
                    actionClass: .irreversibleAction, version: 1, key: key, cost: .nothing))
        }
        func concluded(_ id: PermitID, _ outcome: ConcludeEffect.Outcome, _ cost: Cost? = nil) -> Event {
            .effectConcluded(EffectConcluded(id: id, outcome: outcome, result: nil, cost: cost))
        }
        let refused = DenialReason.allCases.map { reason in
            Event.permitRefused(
                PermitRefused(
                    mission: mission, attempt: nil, client: "agent", action: "git.push", resource: branch,
                    operation: nil, actionClass: .irreversibleAction, version: 1, reason: reason))
        }
        return refused + [
            granted(permit, key: "push-1", Attempt(session: session, epoch: 1)), granted(lost, key: nil, nil),
            .effectIntended(EffectIntended(id: permit)),
            .effectIntended(EffectIntended(id: PermitID(high: 9, low: 9))),
            concluded(permit, .applied, Cost(durationMilliseconds: 90_000)), concluded(permit, .refused),
            concluded(lost, .unknown), .derivationCounted(DerivationCounted(mission: mission)),
        ]
    }

    private static var sessions: [Event] {
        func stopped(_ point: ResumePoint?, _ decision: HarnessDecision, _ state: MissionState) -> Event {
            .sessionStopped(
                SessionStopped(
                    id: session, mission: mission, point: point, decision: decision, missionState: state, version: 2,
                    reason: point == nil ? "exited with 0" : "the mission is \(state.rawValue)"))
        }
        let resumed = ResumePoint.allCases.map { point in
            Event.sessionResumed(
                SessionResumed(id: session, mission: mission, point: point, epoch: 2, version: 1, credential: nil))
        }
        let decisions = HarnessDecision.allCases.map { stopped(.processRestart, $0, .revoked) }
        let outcomes =
            ProcessStopped.Termination.allCases.map {
                Event.processStopped(ProcessStopped(session: session, outcome: $0))
            } + [.processStopped(ProcessStopped(session: session, outcome: .acknowledged, exit: "exited with 3"))]
        let credential = SessionCredential(digest: digest, expiresAt: later)
        let opened = SessionOpened(
            id: session, mission: mission, parent: SessionID(high: 2, low: 9), stopPolicy: .suppress,
            credential: credential, version: 1, launch: [])
        let checkpointed = SessionCheckpointed(id: session, epoch: 1, number: 3, label: "tests green", data: nil)
        return [.sessionOpened(opened), .sessionCheckpointed(checkpointed)] + resumed + decisions
            + [stopped(nil, .terminate, .active), stopped(nil, .terminate, .revoked)] + outcomes
            + [.sessionRebound(SessionRebound(id: session, mission: successor, version: 1))]
    }

    private static var queue: [Event] {
        let concluded = QueueItem.State.allCases.map { state in
            Event.itemConcluded(
                ItemConcluded(
                    id: item, session: session, state: state, reason: state == .suppressed ? .missionInactive : nil))
        }
        let queued = ItemQueued(
            id: item, session: session, action: "git.push", resource: branch, actionClass: .irreversibleAction,
            key: "push-2", notBefore: dawn, expiresAt: later, retryOf: QueueItemID(high: 4, low: 9))
        return [.itemQueued(queued), .itemDispatched(ItemDispatched(id: item, session: session))] + concluded
    }

    private static var questions: [Event] {
        let raised = AttentionItem.Kind.allCases.map { kind in
            Event.attentionRaised(
                AttentionRaised(
                    id: question, mission: mission, attempt: nil, kind: kind, subject: .none,
                    text: "may I?” said nobody", deadline: later,
                    onDeadline: kind == .approval ? .expire : .escalate))
        }
        let agreement = SignedEvidence(
            approver: Person.ada.principal, key: Person.ada.key,
            terms: AgreedAction(mission: mission, operation: digest, until: later), statement: Array("{}".utf8),
            signature: [])
        let answers: [PersonsAnswer] =
            [.agree(agreement), .deny(comment: ""), .deny(comment: "no"), .respond(text: "use staging")]
            + [ConcludeEffect.Outcome.applied, .refused, .unknown].map { .outcome($0) }
        return raised + answers.map { .attentionAnswered(AttentionAnswered(id: question, answer: $0)) } + [
            .attentionEscalated(AttentionEscalated(id: question, to: Person.ben.principal, deadline: nil)),
            .attentionExpired(AttentionExpired(id: question)),
        ]
    }
}
