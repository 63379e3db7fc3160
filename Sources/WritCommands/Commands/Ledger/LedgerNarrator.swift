// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import MissionWire

/// Tells what ledger entries say in sentences, in the order in which they were written.
///
/// It remembers what the entries before have told, since later ones name a mission, a session or a permit by its
/// identifier alone. What it was told of goes by its name and the start of its identifier, which every verb takes;
/// what it was not told of goes by the whole identifier.
struct LedgerNarrator {
    var missions: [MissionID: Told] = [:]
    var sessions: [SessionID: ClientID] = [:]
    var effects: [PermitID: StyledText] = [:]
    var items: [QueueItemID: StyledText] = [:]
    var submissions: [SubmissionID: String] = [:]
    var questions: [AttentionID: String] = [:]

    /// What was told of a mission.
    struct Told {
        var goal: String?
        var client: ClientID
        var entries: [AuthorityEntry]
        var conditions: [ConditionTerms]
    }

    /// One sentence, without a final stop.
    mutating func tell(_ event: Event) -> StyledText {
        switch event {
        case .clientRegistered(let event): sentence(event)
        case .clientDisabled(let event): sentence(event)
        case .principalRegistered(let event): sentence(event)
        case .policySet(let event): sentence(event)
        case .submissionReceived(let event): sentence(event)
        case .submissionDenied(let event): sentence(event)
        case .submissionExpired(let event): sentence(event)
        case .missionApproved(let event): sentence(event)
        case .missionSuspended(let event): sentence(event)
        case .suspensionChanged(let event): sentence(event)
        case .missionResumed(let event): sentence(event)
        case .missionEnded(let event): sentence(event)
        case .missionContained(let event): sentence(event)
        case .missionExtended(let event): sentence(event)
        case .missionTightened(let event): sentence(event)
        case .ownerChanged(let event): sentence(event)
        case .lifecycleAnswered(let event): sentence(event)
        case .factChanged(let event): sentence(event)
        case .factSettled(let event): sentence(event)
        case .permitGranted(let event): sentence(event)
        case .permitRefused(let event): sentence(event)
        case .effectIntended(let event): sentence(event)
        case .effectConcluded(let event): sentence(event)
        case .derivationCounted(let event): sentence(event)
        case .sessionOpened(let event): sentence(event)
        case .sessionCheckpointed(let event): sentence(event)
        case .sessionResumed(let event): sentence(event)
        case .sessionStopped(let event): sentence(event)
        case .sessionRebound(let event): sentence(event)
        case .itemQueued(let event): sentence(event)
        case .itemDispatched(let event): sentence(event)
        case .itemConcluded(let event): sentence(event)
        case .processStopped(let event): sentence(event)
        case .attentionRaised(let event): sentence(event)
        case .attentionAnswered(let event): sentence(event)
        case .attentionEscalated(let event): sentence(event)
        case .attentionExpired(let event): sentence(event)
        }
    }

    /// What was agreed about a fact, if it was told.
    func terms(of cause: Cause, in mission: MissionID) -> ConditionTerms? {
        guard case .fact(let fact) = cause else { return nil }
        return missions[mission]?.conditions.first { $0.fact == fact }
    }

    /// ` “Passkey login” (msn_Kx3f0Q)`
    func mission(_ id: MissionID) -> StyledText { name(missions[id]?.goal, id) }

    /// `coding-agent (ses_Cl2ZPr)`
    func session(_ id: SessionID) -> StyledText {
        sessions[id].map { "\(LedgerPhrase.client($0)) (\(LedgerPhrase.start(of: id)))" } ?? LedgerPhrase.id(id)
    }

    /// What somebody called it, with the start of its identifier.
    func name<Kind: IdentifierKind>(_ name: String?, _ id: Identifier<Kind>) -> StyledText {
        name.map { "\(LedgerPhrase.prose($0)) (\(LedgerPhrase.start(of: id)))" } ?? LedgerPhrase.id(id)
    }
}

/// People and software, and the policy.
extension LedgerNarrator {
    private func sentence(_ event: ClientRegistered) -> StyledText {
        let grants = event.grants.namesPresent.joined(separator: ", ")
        let rights = grants.isEmpty ? "it may ask for nothing by itself" : "it may \(grants)"
        let keys = event.keySet.isEmpty ? "without a key" : "with its keys"
        let ceiling = event.ceiling == nil ? "" : ", never beyond its ceiling"
        return "the software \(LedgerPhrase.client(event.id)) is registered \(keys): \(rights)\(ceiling)"
            + agreed(event.evidence?.approver)
    }

    private func sentence(_ event: ClientDisabled) -> StyledText {
        "the software \(LedgerPhrase.client(event.id)) is \("shut out", .bad): nothing that it runs may go on"
    }

    private func sentence(_ event: PrincipalRegistered) -> StyledText {
        let count = event.approvalKeys.count
        let keys = count == 0 ? "cannot approve" : "approves by \(LedgerPhrase.count(count, "key"))"
        return "\(LedgerPhrase.person(event.principal)) is registered and \(keys)"
            + agreed(event.evidence?.approver)
    }

    private func agreed(_ approver: Principal?) -> StyledText {
        approver.map { ", signed by \(LedgerPhrase.person($0))" } ?? ""
    }

    private func sentence(_ event: PolicySet) -> StyledText {
        let rules = LedgerPhrase.count(event.policy.rules.count, "rule")
        return "the policy table \(LedgerPhrase.name(event.policy.version.string)) applies from now on, with \(rules)"
            + agreed(event.evidence?.approver)
    }
}

/// Facts.
extension LedgerNarrator {
    private func sentence(_ event: FactChanged) -> StyledText {
        "\(LedgerPhrase.news(event.fact, event.value))\(LedgerPhrase.event(event.event))"
    }

    private func sentence(_ event: FactSettled) -> StyledText {
        let missions = LedgerPhrase.count(event.count, "mission")
        return event.isDone
            ? "the change of \(LedgerPhrase.fact(event.fact)) has reached all missions that depend on it"
            : "the change of \(LedgerPhrase.fact(event.fact)) has reached \(missions) that depend on it"
    }
}
