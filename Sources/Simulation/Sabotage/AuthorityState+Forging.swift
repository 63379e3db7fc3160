// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionAuthority
import MissionKernel
import MissionWire
import WritTesting

/// Copies of the state in which something is so that is not. Only events change a state, so these are events that never
/// happened.
extension AuthorityState {
    /// Makes a mission active by its own record.
    mutating func forgeActive(_ id: MissionID, at now: Instant) {
        guard let index = missions.index(of: id) else { return }
        forgeFacts(of: missions[index])
        if missions[index].lifecycle != .active {
            forge(.missionResumed(MissionResumed(mission: id, at: .distantPast, cause: .request)))
        }
        if missions[index].expiresAt <= now {
            let statement = ExtensionStatement(
                issuer: KernelWorld.issuer, approver: Person.ada.principal, mission: id, version: 1,
                expiresAt: now.adding(milliseconds: 3_600_000))
            forge(.missionExtended(MissionExtended(Person.ada.signed(statement))))
        }
    }

    /// Makes all ancestors active by their records.
    mutating func forgeAncestors(of id: MissionID, at now: Instant) {
        for ancestor in ancestors(of: id) { forgeActive(ancestor, at: now) }
    }

    /// The ancestors of a mission, from its parent to the root.
    func ancestors(of id: MissionID) -> [MissionID] {
        var found: [MissionID] = []
        if let index = missions.index(of: id) { forEachAncestor(of: index) { found.append($0.id) } }
        return found
    }

    /// Takes the approval of a mission again, changed: whoever looks the mission up finds the copy.
    mutating func forgeApproval(
        of id: MissionID, _ archive: Archive, _ change: (inout ApprovalDraft) -> Void
    ) {
        guard let approval = archive.approvals[id] else { return }
        var draft = ApprovalDraft(approval)
        change(&draft)
        forge(.missionApproved(draft.approval))
    }

    /// The mission and its ancestors without anything taken from them.
    mutating func forgeWhole(_ id: MissionID, _ archive: Archive) {
        for member in (ancestors(of: id).reversed() + [id]) { forgeApproval(of: member, archive) { _ in } }
    }

    /// What the mission and its ancestors have reserved and not paid yet counts for nothing; for one effect or for all.
    mutating func forgeUnpaid(_ id: MissionID, onlyOne: Bool) {
        guard let index = missions.index(of: id) else { return }
        let tree = missions[index].lineage.tree
        let open = effects.open.values.filter { missions[$0.mission].lineage.tree == tree }.map(\.id).sorted()
        for permit in onlyOne ? Array(open.prefix(1)) : open {
            forge(.effectConcluded(EffectConcluded(id: permit, outcome: .refused, result: nil, cost: nil)))
        }
    }

    mutating func forge(_ event: Event) { apply(event, at: latest) }

    private mutating func forgeFacts(of mission: Mission) {
        for condition in mission.conditions {
            let fact = facts[condition.fact]
            guard let value = fact.value, !condition.test.holds(for: value) else { continue }
            let wanted: FactValue =
                switch condition.test {
                case .equals(let value): value
                case .differs: .text("something else")
                }
            forge(
                .factChanged(
                    FactChanged(event: "forged", fact: fact.key, value: wanted, observedAt: nil, isSettled: true)))
        }
    }
}

/// An approval that can be changed.
struct ApprovalDraft {
    private let original: MissionApproved
    var client: ClientID
    var authority: RecordedAuthority
    var controls: MissionIntent.Controls

    init(_ approval: MissionApproved) {
        original = approval
        client = approval.client
        authority = approval.authority
        controls = approval.intent.intent.controls
    }

    var approval: MissionApproved {
        let intent = MissionIntent(
            resources: original.intent.intent.resources, expiresAt: original.intent.intent.expiresAt, controls: controls
        )
        return MissionApproved(
            id: original.id, submission: original.submission, approvalEvent: original.approvalEvent, client: client,
            subject: original.subject, approver: original.approver, owner: original.owner,
            successorOwner: original.successorOwner, basis: original.basis,
            intent: RecordedIntent(
                intent: intent, canonical: original.intent.canonical, digest: original.intent.digest),
            proposal: original.proposal, authority: authority, relation: original.relation,
            justifications: original.justifications, expiresAt: original.expiresAt, evidence: original.evidence)
    }

    /// Changes each entry; their number and order stay.
    mutating func eachEntry(_ change: (AuthorityEntry) -> AuthorityEntry) {
        authority = RecordedAuthority(
            // WHY: missions of one anchor share their entries, so changed ones need an anchor of their own.
            set: AuthoritySet(
                entries: authority.set.entries.map(change), digest: SHA256.digest(of: authority.set.digest.bytes)),
            canonical: authority.canonical)
    }

    /// Changes the bounds on children in each entry that allows them.
    mutating func eachChildPolicy(_ change: (ChildPolicy) -> ChildPolicy) {
        eachEntry { entry in
            guard let delegation = entry.delegation, let children = delegation.children else { return entry }
            return AuthorityEntry(
                resources: entry.resources, actions: entry.actions, constraints: entry.constraints,
                delegation: DelegationPolicy(
                    maxDepth: 9, allowedDelegates: delegation.allowedDelegates, children: change(children)))
        }
    }
}

extension Call {
    /// The mission that the call is about, where it names one.
    func mission(in state: AuthorityState) -> MissionID? {
        switch self {
        case .permit(let call): call.request.mission
        case .change(let request, _): request.mission
        case .narrow(let command): command.mission
        case .open(let mission, _, _, _): mission
        case .begin(let command): state.effects[command.permit].map { state.missions[$0.mission].id }
        case .dispatch(let command): state.sessions[command.attempt.session].map { state.missions[$0.mission].id }
        case .resume(let session, _, _, _): state.sessions[session].map { state.missions[$0.mission].id }
        case .submit(let request):
            if case .child(let parent, _) = request.relation { parent } else { nil }
        default: nil
        }
    }
}

extension Event {
    /// Whether something may be done in the world from here on.
    var isGo: Bool {
        switch self {
        case .permitGranted, .effectIntended, .sessionOpened, .sessionResumed, .itemDispatched: true
        default: false
        }
    }

    var isPermit: Bool { if case .permitGranted = self { true } else { false } }
    var isApproval: Bool { if case .missionApproved = self { true } else { false } }

    var isRegistration: Bool {
        switch self {
        case .clientRegistered, .principalRegistered: true
        default: false
        }
    }

    /// Whether a mission is asked for or made.
    var isIntake: Bool {
        switch self {
        case .submissionReceived, .missionApproved: true
        default: false
        }
    }
}
