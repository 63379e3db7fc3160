// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import Crypto
package import MissionKernel
import MissionWire

/// The registry, and how missions come to be.
extension KernelWorld {
    package mutating func register(_ client: String, grants: Grants, ceiling: [JSONValue]? = nil) {
        let id = ClientID(ExactText(client))
        let ceiling = ceiling.map { RecordedAuthority($0) }
        let registration = ClientRegistration(
            client: id, grants: grants, keySet: [], ceiling: ceiling?.set.digest,
            version: state.registry.nextVersion(of: id))
        mustPerform(
            RegisterClient(
                caller: .owner, id: id, grants: grants, ceiling: ceiling,
                evidence: state.registry.hasApprover ? evidence(of: registration) : nil))
    }

    /// Makes a person known as an approver, signed for by one that is there.
    package mutating func register(_ person: Person) { register(person, keys: [person.key]) }

    package mutating func register(_ person: Person, keys: [ApprovalKey]) {
        let registration = PrincipalRegistration(
            principal: person.principal, approvalKeys: keys, version: state.registry.nextVersion(of: person.principal))
        mustPerform(
            RegisterPrincipal(
                caller: .owner, principal: person.principal, approvalKeys: keys,
                evidence: state.registry.hasApprover ? evidence(of: registration) : nil))
    }

    /// An approver's signature over a registration: of the first of Ada and Ben who is enabled, else of Ada.
    package func evidence(
        of registration: ClientRegistration, by person: Person? = nil
    ) -> SignedEvidence<ClientRegistration> {
        let person = person ?? registrar
        return person.signed(
            ClientStatement(issuer: Self.issuer, approver: person.principal, registration: registration))
    }

    package func evidence(
        of registration: PrincipalRegistration, by person: Person? = nil
    ) -> SignedEvidence<PrincipalRegistration> {
        let person = person ?? registrar
        return person.signed(
            PrincipalStatement(issuer: Self.issuer, approver: person.principal, registration: registration))
    }

    /// Replaces the policy table, signed for by an approver.
    package mutating func setPolicy(_ policy: ClassPolicy) throws(Refusal) {
        let statement = PolicyStatement(
            issuer: Self.issuer, approver: registrar.principal,
            change: PolicyChange(policy: policy, replaces: state.policy.version))
        let evidence = registrar.signed(statement)
        try perform(SetPolicy(caller: .owner, policy: policy, evidence: evidence))
    }

    private var registrar: Person {
        [Person.ada, .ben].first { state.registry.principal($0.principal)?.isEnabled == true } ?? .ada
    }

    package mutating func disable(_ client: String) throws(Refusal) {
        try perform(DisableClient(caller: .owner, id: ClientID(ExactText(client))))
    }

    private mutating func mustPerform(_ command: some Command) {
        do throws(Refusal) { try perform(command) } catch { preconditionFailure("\(error)") }
    }

    /// Asks for a mission.
    package mutating func submit(
        _ draft: MissionDraft, relation: Relation = .none, caller: Caller = .owner, subject: Principal? = nil,
        drawdown: MissionID? = nil
    ) throws(Refusal) -> SubmissionID {
        let id: SubmissionID = newID()
        let event = ExactText("ape_\(id.text)")
        try perform(
            Submit(
                caller: caller, id: id, client: ClientID(ExactText(draft.client)), intent: draft.intent(at: now),
                proposal: nil, derived: RecordedAuthority(draft.authority), subject: subject, relation: relation,
                expiresAt: now + min(draft.lifetime, .days(7)),
                drawdown: drawdown.map { Submit.Drawdown(mission: $0, approvalEvent: event) }))
        return id
    }

    /// A yes to an open submission, as its approver signs it; change it before it is performed where the test is
    /// about that.
    package mutating func approval(
        of submission: SubmissionID, _ draft: MissionDraft, until end: Instant? = nil, event: String? = nil,
        narrowed: RecordedAuthority? = nil, authentication: AuthenticationContext? = .sealedKey
    ) -> Approve {
        guard let open = state.submissions.open[submission] else { preconditionFailure("no open \(submission)") }
        let ceiling = open.intent.intent.expiresAt
        let statement = ApprovalStatement(
            issuer: Self.issuer, submission: submission,
            approvalEvent: ExactText(event ?? "ape_\(submission.text)"), approver: draft.approver.principal,
            intentHash: open.intent.digest, authorityHash: (narrowed ?? open.derived).set.digest,
            subject: draft.subject.principal, expiresAt: end ?? draft.approvedFor.map { now + $0 } ?? ceiling,
            authentication: authentication)
        let bytes = statement.signedBytes
        let evidence = statement.evidence(
            key: draft.approver.key, statement: bytes, signature: draft.approver.keyPair.sign(bytes))
        return Approve(
            caller: .owner, submission: submission, mission: newID(), evidence: evidence, narrowed: narrowed)
    }

    /// A mission that was asked for and approved.
    package mutating func approve(_ draft: MissionDraft = MissionDraft()) throws(Refusal) -> MissionID {
        try approve(draft, relation: .none)
    }

    /// The same, from its entries and controls alone.
    package mutating func approve(
        _ authority: [JSONValue], controls: JSONValue? = nil, lifetime: Duration = .hours(8)
    ) throws(Refusal) -> MissionID {
        try approve(MissionDraft(authority, controls: controls, lifetime: lifetime))
    }

    package mutating func approve(_ draft: MissionDraft, relation: Relation) throws(Refusal) -> MissionID {
        let submission = try submit(draft, relation: relation)
        let approval = approval(of: submission, draft)
        try perform(approval)
        return approval.mission
    }

    /// A child under its parent's approval, for the actor that the draft names as its client.
    package mutating func child(
        of parent: MissionID, _ draft: MissionDraft = MissionDraft(client: "helper"), profiles: [ExactText] = [],
        caller: Caller = .owner
    ) throws(Refusal) -> MissionID {
        let id: MissionID = newID()
        let actor = Actor(subject: ExactText(draft.client), profiles: profiles)
        let submission = try submit(draft, relation: .child(of: parent, actor: actor), caller: caller, drawdown: id)
        guard state.missions.index(of: id) == nil else { return id }
        let approval = approval(of: submission, draft)
        try perform(approval)
        return approval.mission
    }

    /// A successor that takes over from `predecessor`.
    package mutating func expand(
        _ predecessor: MissionID, to draft: MissionDraft
    ) throws(Refusal) -> MissionID {
        try approve(draft, relation: .successor(of: predecessor))
    }

    /// `count` generations under `root`: each the child of the one before.
    package mutating func descendants(of root: MissionID, _ drafts: MissionDraft...) throws(Refusal) -> [MissionID] {
        var line: [MissionID] = []
        for draft in drafts { line.append(try child(of: line.last ?? root, draft)) }
        return line
    }
}
