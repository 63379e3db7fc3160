// SPDX-License-Identifier: Apache-2.0

/// Makes a person known, with the keys by which they approve. Registering again replaces the keys.
///
/// Whether the person is enabled is a fact (``Signal``): missions that they granted depend on it.
package struct RegisterPrincipal: Command {
    package let caller: Caller
    package let principal: Principal
    package let approvalKeys: [ApprovalKey]

    package init(caller: Caller, principal: Principal, approvalKeys: [ApprovalKey]) {
        self.caller = caller
        self.principal = principal
        self.approvalKeys = approvalKeys
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "register a person")
        return [.principalRegistered(PrincipalRegistered(principal: principal, approvalKeys: approvalKeys))]
    }
}

package struct PrincipalRegistered: EventPayload {
    package let principal: Principal
    package let approvalKeys: [ApprovalKey]

    package init(principal: Principal, approvalKeys: [ApprovalKey]) {
        self.principal = principal
        self.approvalKeys = approvalKeys
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let place = state.registry.place(for: principal)
        state.registry.update(place) { $0.approvalKeys = approvalKeys }
    }
}
