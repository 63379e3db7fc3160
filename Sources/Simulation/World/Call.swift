// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

/// What somebody asks of the authority, as a value: it can be lost, sent twice, and heard wrongly.
enum Call: Sendable {
    case register(ClientID, Grants, SignedBytes?)
    case enrol(Principal, ApprovalKey, SignedBytes?)
    case disable(ClientID)
    case submit(SubmissionRequest)
    case approve(SignedBytes, narrowed: RecordedAuthority?, caller: Caller)
    case deny(SubmissionID)
    case change(LifecycleRequest, ReplayKey?)
    case narrow(Narrow)
    case tighten(MissionID, [ConditionTerms])
    case changeOwner(MissionID, Principal)
    case extend(SignedBytes)
    case signal(Signal)
    case permit(PermitCall)
    case begin(BeginEffect)
    case conclude(EffectReport, Caller)
    case open(MissionID, parent: SessionID?, StopPolicy, Caller)
    case resume(SessionID, ResumePoint, epoch: Int32?, Caller)
    case checkpoint(Attempt, Caller)
    case close(CloseSession)
    case rebind(RebindSession)
    case reportStop(ReportStop)
    case enqueue(QueueRequest, Caller)
    case dispatch(DispatchItem)
    case concludeItem(ConcludeItem)
    case ask(Attempt, deadline: Instant, AttentionItem.OnDeadline, Caller)
    case answer(AttentionID, AnswerRequest)

    /// A request for a durable permit.
    struct PermitCall: Sendable {
        var request: ActionRequest
        var key: ExactText?
        var attempt: Attempt?
        var begins: Bool
        let caller: Caller
    }
}

extension Call {
    /// The attempt that makes the call, where one does.
    var attempt: Attempt? {
        switch self {
        case .permit(let call): call.attempt
        case .begin(let command): command.attempt
        case .checkpoint(let attempt, _), .ask(let attempt, _, _, _): attempt
        case .close(let command): command.attempt
        case .enqueue(let request, _): request.attempt
        case .dispatch(let command): command.attempt
        case .concludeItem(let command): command.attempt
        case .resume(let session, _, let epoch, _): epoch.map { Attempt(session: session, epoch: $0) }
        default: nil
        }
    }
}

/// What came back.
enum Answer: Sendable {
    case refused(Refusal)
    case unavailable(AuthorityError.Unavailability)
    case done
    case submitted(SubmissionReceipt)
    case approved(ApprovalReceipt)
    case report(MissionReport)
    case signed([UInt8])
    case news(SignalReceipt)
    case decided(DecisionReceipt)
    case opened(SessionGrant)
    case resumed(ResumeReceipt)
    case checkpointed(Int32)
    case queued(QueueItemID)
    case dispatched(QueueItem)
    case asked(AttentionID)

    init(_ error: AuthorityError) {
        switch error {
        case .refused(let refusal): self = .refused(refusal)
        case .unavailable(let reason): self = .unavailable(reason)
        }
    }

    /// Whether the authority did what was asked.
    var isYes: Bool {
        switch self {
        case .refused, .unavailable: false
        case .decided(let receipt): receipt.decision.isPermit
        case .resumed(let receipt): receipt.decision == .continue
        case .dispatched(let item): item.state == .dispatched
        default: true
        }
    }

    var text: String {
        switch self {
        case .refused(let refusal): "refused \(refusal.code.rawValue)"
        case .unavailable(let reason): "unavailable \(reason.rawValue)"
        case .done: "done"
        case .submitted(let receipt): "\(receipt.id.short) \(receipt.mission?.short ?? "waits")"
        case .approved(let receipt): receipt.mission.short
        case .report(let report): "\(report.standing.state.rawValue) v\(report.standing.version)"
        case .signed(let bytes): "\(bytes.count) signed bytes"
        case .news(let receipt): receipt.isNews ? "news" : "no news"
        case .decided(let receipt):
            receipt.decision.denial.map { "denied \($0.reason.rawValue)" } ?? "permitted \(receipt.id.short)"
        case .opened(let grant): "\(grant.attempt.session.short) epoch \(grant.attempt.epoch)"
        case .resumed(let receipt):
            receipt.decision.rawValue + (receipt.grant.map { " epoch \($0.attempt.epoch)" } ?? "")
        case .checkpointed(let number): "checkpoint \(number)"
        case .queued(let id): id.short
        case .dispatched(let item): item.state.rawValue
        case .asked(let id): id.short
        }
    }
}
