// SPDX-License-Identifier: Apache-2.0

/// Replaces the authority's policy table. Permits that were granted before keep the class they were granted with.
package struct SetPolicy: Command {
    package let caller: Caller
    package let policy: ClassPolicy

    package init(caller: Caller, policy: ClassPolicy) {
        self.caller = caller
        self.policy = policy
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "change the policy")
        return state.policy == policy ? [] : [.policySet(PolicySet(policy: policy))]
    }
}

package struct PolicySet: EventPayload {
    package let policy: ClassPolicy

    package init(policy: ClassPolicy) { self.policy = policy }

    func apply(to state: inout AuthorityState, at moment: Instant) { state.policy = policy }
}
