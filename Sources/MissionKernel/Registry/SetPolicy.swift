// SPDX-License-Identifier: Apache-2.0

/// A policy table as an approver agrees to it.
package struct PolicyChange: Hashable, Sendable {
    package let policy: ClassPolicy
    /// The version of the table that it takes the place of: a signature is for one change.
    package let replaces: ExactText

    package init(policy: ClassPolicy, replaces: ExactText) {
        self.policy = policy
        self.replaces = replaces
    }
}

/// Replaces the authority's policy table. Permits that were granted before keep the class they were granted with.
package struct SetPolicy: Command {
    package let caller: Caller
    package let policy: ClassPolicy
    /// An approver's agreement: the table says what a person is asked about.
    package var evidence: SignedEvidence<PolicyChange>?

    package init(caller: Caller, policy: ClassPolicy, evidence: SignedEvidence<PolicyChange>? = nil) {
        self.caller = caller
        self.policy = policy
        self.evidence = evidence
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "change the policy")
        guard state.policy != policy else { return [] }
        try isStrictEnough()
        let change = PolicyChange(policy: policy, replaces: state.policy.version)
        let evidence = try state.agreement(to: change, by: evidence, isNeeded: true)
        return [.policySet(PolicySet(policy: policy, evidence: evidence))]
    }

    /// What has high consequence is decided on the state as it is, and its permit has its place among all stops.
    private func isStrictEnough() throws(Refusal) {
        for actionClass in ActionClass.allCases where actionClass.isHighConsequence {
            let meaning = policy.meaning(of: actionClass)
            guard meaning.isDurable, meaning.stalenessMilliseconds == 0 else {
                throw Refusal(
                    .invalidRequest,
                    "`\(actionClass.rawValue)` must be durable and without staleness: it has high consequence")
            }
        }
    }
}

/// The policy table was replaced. Decisions use the new one from here on; permits keep the class they were given with.
package struct PolicySet: EventPayload {
    package let policy: ClassPolicy
    /// Nil where nobody had to agree.
    package let evidence: SignedEvidence<PolicyChange>?

    package init(policy: ClassPolicy, evidence: SignedEvidence<PolicyChange>? = nil) {
        self.policy = policy
        self.evidence = evidence
    }

    func apply(to state: inout AuthorityState, at moment: Instant) { state.policy = policy }
}
