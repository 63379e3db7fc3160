// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

extension Coverage {
    /// Notes what an entry of the ledger shows.
    mutating func note(_ event: Event, depth: Int) {
        if let mark = event.governanceMark ?? event.workMark { note(mark) }
        guard case .missionApproved(let approved) = event else { return }
        if approved.evidence != nil { note(.approvedByPerson) }
        guard case .child = approved.relation else { return }
        note(.child)
        if depth > 1 { note(.grandchild) }
        if approved.evidence != nil { note(.childByPerson) }
    }

    /// Notes what an answer shows.
    mutating func note(_ answer: Answer, to call: Call) {
        switch answer {
        case .refused(let refusal): if let mark = refusal.mark { note(mark) }
        case .decided(let receipt): note(receipt.decision, isRepeated: receipt.claim != nil)
        default: break
        }
    }

    private mutating func note(_ decision: Decision, isRepeated: Bool) {
        guard let denial = decision.denial else {
            if isRepeated { note(.permitRepeated) }
            return
        }
        switch denial.reason {
        case .duplicateSuppressed: note(.duplicateSuppressed)
        case .idempotencyConflict: note(.keyConflict)
        case .authorityContained: note(.containedDenied)
        case .missionInactive: note(.inactiveDenied)
        case .quotaExceeded: note(.quotaDenied)
        case .approvalRequired, .approvalExpired: note(.personNeeded)
        default: break
        }
    }
}

extension Event {
    fileprivate var governanceMark: Mark? {
        switch self {
        case .submissionReceived: .pending
        case .submissionDenied: .denied
        case .submissionExpired: .submissionLapsed
        case .clientDisabled: .clientDisabled
        case .missionSuspended(let event): event.suspension.cause == .request ? .suspended : .suspendedByFact
        case .missionResumed(let event): event.cause.mark(.resumedByPerson, .returnedByClock, .returnedByFact)
        case .missionEnded(let event): event.ending.mark
        case .missionContained(let event): event.event.string.hasPrefix("fact:") ? .narrowedByFact : .narrowed
        case .missionTightened: .tightened
        case .missionExtended: .extended
        case .factChanged(let event): event.isLeaving ? .grantorLeft : nil
        case .attentionEscalated: .escalated
        case .attentionExpired: .questionExpired
        default: nil
        }
    }

    fileprivate var workMark: Mark? {
        switch self {
        case .sessionOpened: .sessionOpened
        case .sessionResumed: .sessionContinued
        case .sessionStopped: .sessionStopped
        case .sessionRebound: .sessionRebound
        case .permitGranted: .permitted
        case .effectIntended: .begun
        case .effectConcluded(let event): event.outcome.mark
        case .attentionAnswered(let event): event.answer.mark
        case .itemDispatched: .itemDispatched
        case .itemConcluded(let event): event.state == .suppressed ? .itemSuppressed : nil
        default: nil
        }
    }
}

extension Cause {
    fileprivate func mark(_ byRequest: Mark, _ byClock: Mark, _ byFact: Mark) -> Mark {
        switch self {
        case .clock: byClock
        case .fact: byFact
        default: byRequest
        }
    }
}

extension Ending {
    fileprivate var mark: Mark {
        switch state {
        case .revoked: cause.mark(.revoked, .revokedByClock, .revokedByFact)
        case .completed: cause.mark(.completed, .completed, .revokedByFact)
        case .expired: .expired
        case .superseded: .superseded
        default: .cascaded
        }
    }
}

extension ConcludeEffect.Outcome {
    fileprivate var mark: Mark {
        switch self {
        case .applied: .applied
        case .refused: .refusedEffect
        case .unknown: .unknownEffect
        }
    }
}

extension PersonsAnswer {
    fileprivate var mark: Mark? {
        switch self {
        case .agree: .agreed
        case .outcome: .accounted
        default: nil
        }
    }
}

extension FactChanged {
    fileprivate var isLeaving: Bool {
        if case .enabled = fact { value == .boolean(false) } else { false }
    }
}

extension Refusal {
    fileprivate var mark: Mark? {
        switch code {
        case .approverIsClient: .selfApprovalRefused
        case .staleVersion: .staleVersionRefused
        case .staleEpoch: .staleEpochRefused
        case .conflict: .terminalRefused
        case .notStrictSubset: .subsetRefused
        case .fanoutExceeded: .fanoutRefused
        case .parentNotActive: .parentRefused
        case .nonceReused: .nonceReused
        case .permitConsumed: .consumedRefused
        case .missionNotActive: .beginRefused
        default: nil
        }
    }
}
