// SPDX-License-Identifier: Apache-2.0

/// Makes a person known, with the keys by which they approve. Registering again replaces the keys, and lets back in who
/// had left.
///
/// Whether the person is enabled is a fact (``Signal``): missions that they granted depend on it.
package struct RegisterPrincipal: Command {
    package let caller: Caller
    package let principal: Principal
    package let approvalKeys: [ApprovalKey]
    /// An approver's agreement, where the person can approve, now or from now on.
    package var evidence: SignedEvidence<PrincipalRegistration>?

    package init(
        caller: Caller, principal: Principal, approvalKeys: [ApprovalKey],
        evidence: SignedEvidence<PrincipalRegistration>? = nil
    ) {
        self.caller = caller
        self.principal = principal
        self.approvalKeys = approvalKeys
        self.evidence = evidence
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "register a person")
        let record = state.registry.principal(principal)
        let registration = PrincipalRegistration(
            principal: principal, approvalKeys: approvalKeys, version: state.registry.nextVersion(of: principal))
        let isApprover = record?.isApprover == true || !approvalKeys.isEmpty
        let evidence = try state.agreement(to: registration, by: evidence, isNeeded: isApprover)
        if isApprover { try leavesAnApprover(in: state) }
        let registered = Event.principalRegistered(
            PrincipalRegistered(principal: principal, approvalKeys: approvalKeys, evidence: evidence))
        guard record?.isEnabled == false else { return [registered] }
        return [registered] + comeback(in: state, at: now)
    }

    /// Were nobody an approver any more, whoever came first could make themselves one.
    private func leavesAnApprover(in state: AuthorityState) throws(Refusal) {
        let others = state.registry.principals.contains { $0.isApprover && $0.principal != principal }
        guard others || !approvalKeys.isEmpty else {
            throw Refusal(.conflict, "nobody else can approve; register another approver first")
        }
    }

    /// The news that somebody is back, with its consequences. Registering names the event by its place in the ledger.
    private func comeback(in state: AuthorityState, at now: Instant) -> [Event] {
        Signal(
            caller: caller, event: ExactText("registration:\(state.size)"), fact: .enabled(principal),
            value: .boolean(true)
        ).news(in: state, at: now)
    }
}

/// A person was made known, or has other keys from here on. Only these keys approve; whether the person is enabled is a
/// fact of its own (``FactChanged``).
package struct PrincipalRegistered: EventPayload {
    package let principal: Principal
    package let approvalKeys: [ApprovalKey]
    /// Nil where nobody had to agree.
    package let evidence: SignedEvidence<PrincipalRegistration>?

    package init(
        principal: Principal, approvalKeys: [ApprovalKey],
        evidence: SignedEvidence<PrincipalRegistration>? = nil
    ) {
        self.principal = principal
        self.approvalKeys = approvalKeys
        self.evidence = evidence
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let place = state.registry.place(for: principal)
        state.registry.update(place) { person in
            person.approvalKeys = approvalKeys
            person.version += 1
        }
    }
}
