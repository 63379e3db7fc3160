// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// What one entry says by itself of what it is about.
package struct EntryNames: Sendable {
    /// All that it mentions, the other missions that it links to among them.
    package private(set) var mentioned: Set<LedgerName> = []
    /// The mission that it belongs to, where it says so.
    package private(set) var mission: MissionID?
    /// The session, permit or question through which it belongs to a mission, where it does not say which.
    package private(set) var owner: LedgerName?
    /// What it binds to its mission (``NameRole/binding``).
    package private(set) var binds: LedgerName?
    /// Whether it changes how its mission stands (``NameRole/change``).
    package private(set) var isChange = false
    /// The parent of the mission that it creates.
    package private(set) var parent: MissionID?

    package init(of event: Event) {
        switch event {
        case .clientRegistered(let event): mention(.client(event.id))
        case .clientDisabled(let event): mention(.client(event.id))
        case .principalRegistered(let event): bind(.principal(event.principal))
        case .policySet: break
        case .submissionReceived(let event): note(event)
        case .submissionDenied(let event):
            mention(.submission(event.id), event.parent.map { .mission($0) })
        case .submissionExpired(let event): mention(.submission(event.id))
        case .missionApproved(let event): note(event)
        case .missionSuspended(let event): change(event.mission, event.suspension.cause, by: event.caller)
        case .suspensionChanged(let event): change(event.mission, event.suspension.cause)
        case .missionResumed(let event): change(event.mission, event.cause, by: event.caller)
        case .missionEnded(let event): note(event)
        case .missionContained(let event): change(event.mission)
        case .missionExtended(let event): change(event.mission)
        case .missionTightened(let event): change(event.mission)
        case .ownerChanged(let event): belong(to: event.mission, .principal(event.owner))
        case .lifecycleAnswered(let event): belong(to: event.key.mission, .client(event.key.client))
        case .factChanged(let event): mention(event.fact)
        case .factSettled(let event): mention(event.fact)
        case .permitGranted(let event): note(event)
        case .permitRefused(let event): note(event)
        case .effectIntended(let event): belong(through: .permit(event.id))
        case .effectConcluded(let event): belong(through: .permit(event.id))
        case .derivationCounted(let event): belong(to: event.mission)
        case .sessionOpened(let event): note(event)
        case .sessionCheckpointed(let event): belong(through: .session(event.id))
        case .sessionResumed(let event): belong(to: event.mission, .session(event.id))
        case .sessionStopped(let event): belong(to: event.mission, .session(event.id))
        case .sessionRebound(let event): belong(to: event.mission, binding: .session(event.id))
        case .itemQueued(let event): note(event)
        case .itemDispatched(let event): belong(through: .session(event.session), .item(event.id))
        case .itemConcluded(let event): belong(through: .session(event.session), .item(event.id))
        case .processStopped(let event): belong(through: .session(event.session))
        case .attentionRaised(let event): note(event)
        case .attentionAnswered(let event): note(event)
        case .attentionEscalated(let event): belong(through: .attention(event.id), .principal(event.to))
        case .attentionExpired(let event): belong(through: .attention(event.id))
        }
    }
}

extension EntryNames {
    private mutating func mention(_ names: LedgerName?...) {
        for name in names { if let name { mentioned.insert(name) } }
    }

    private mutating func mention(_ fact: FactKey) {
        switch fact {
        case .named(let name): mention(.fact(name))
        case .enabled(let principal): mention(.principal(principal))
        }
    }

    private mutating func bind(_ name: LedgerName) {
        mention(name)
        binds = name
    }

    private mutating func belong(to mission: MissionID, _ others: LedgerName?...) {
        self.mission = mission
        mention(.mission(mission))
        for name in others { mention(name) }
    }

    private mutating func belong(to mission: MissionID, binding name: LedgerName) {
        belong(to: mission)
        bind(name)
    }

    private mutating func belong(through owner: LedgerName, _ others: LedgerName...) {
        self.owner = owner
        mention(owner)
        for name in others { mention(name) }
    }

    private mutating func change(_ mission: MissionID, _ cause: Cause = .request, by caller: Caller? = nil) {
        belong(to: mission)
        isChange = true
        if case .fact(let fact) = cause { mention(fact) }
        switch caller {
        case .client(let client): mention(.client(client))
        case .session(let session): mention(.session(session))
        case .owner, nil: break
        }
    }

    private mutating func relate(_ relation: Relation) {
        switch relation {
        case .none: break
        case .child(let parent, _): mention(.mission(parent))
        case .successor(let predecessor): mention(.mission(predecessor))
        }
    }
}

extension EntryNames {
    private mutating func note(_ event: SubmissionReceived) {
        bind(.submission(event.id))
        mention(.client(event.client), event.subject.map { .principal($0) })
        relate(event.relation)
    }

    private mutating func note(_ event: MissionApproved) {
        belong(to: event.id, binding: .mission(event.id))
        mention(
            .submission(event.submission), .client(event.client), .principal(event.subject),
            .principal(event.approver), .principal(event.owner), event.successorOwner.map { .principal($0) })
        relate(event.relation)
        if case .child(let parent, _) = event.relation { self.parent = parent }
    }

    private mutating func note(_ event: MissionEnded) {
        change(event.mission, event.ending.cause, by: event.caller)
        mention(event.ending.successor.map { .mission($0) })
    }

    private mutating func note(_ event: PermitGranted) {
        belong(to: event.mission, binding: .permit(event.id))
        mention(
            .client(event.client), event.attempt.map { .session($0.session) }, event.operation.map { .operation($0) })
    }

    private mutating func note(_ event: PermitRefused) {
        belong(to: event.mission)
        mention(
            .client(event.client), event.attempt.map { .session($0.session) }, event.operation.map { .operation($0) })
    }

    private mutating func note(_ event: SessionOpened) {
        belong(to: event.mission, binding: .session(event.id))
        mention(event.parent.map { .session($0) })
    }

    private mutating func note(_ event: ItemQueued) {
        belong(through: .session(event.session), .item(event.id))
        mention(event.retryOf.map { .item($0) })
    }

    private mutating func note(_ event: AttentionRaised) {
        if let mission = event.mission {
            belong(to: mission, binding: .attention(event.id))
        } else {
            mention(.attention(event.id))
            owner = event.attempt.map { .session($0.session) }
        }
        mention(event.attempt.map { .session($0.session) })
        switch event.subject {
        case .none: break
        case .operation(let operation, let mission): mention(.operation(operation), .mission(mission))
        case .effect(let permit): mention(.permit(permit))
        }
    }

    private mutating func note(_ event: AttentionAnswered) {
        belong(through: .attention(event.id))
        guard case .agree(let evidence) = event.answer else { return }
        bind(.operation(evidence.terms.operation))
        mention(.principal(evidence.approver), .mission(evidence.terms.mission))
    }
}
