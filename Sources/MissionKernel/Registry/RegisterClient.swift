// SPDX-License-Identifier: Apache-2.0

/// Makes software known, or changes what it may do and by which keys it is known, or lets it in again.
package struct RegisterClient: Command {
    package let caller: Caller
    package let id: ClientID
    package let grants: Grants
    package let keySet: [UInt8]
    package let ceiling: RecordedAuthority?
    /// An approver's agreement, where the software may govern, or was shut out.
    package var evidence: SignedEvidence<ClientRegistration>?

    package init(
        caller: Caller, id: ClientID, grants: Grants, keySet: [UInt8] = [], ceiling: RecordedAuthority? = nil,
        evidence: SignedEvidence<ClientRegistration>? = nil
    ) {
        self.caller = caller
        self.id = id
        self.grants = grants
        self.keySet = keySet
        self.ceiling = ceiling
        self.evidence = evidence
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "register a client")
        let registration = ClientRegistration(
            client: id, grants: grants, keySet: keySet, ceiling: ceiling?.set.digest,
            version: state.registry.nextVersion(of: id))
        let isNeeded = !grants.isDisjoint(with: .governing) || state.registry.client(id)?.isEnabled == false
        let evidence = try state.agreement(to: registration, by: evidence, isNeeded: isNeeded)
        return [
            .clientRegistered(
                ClientRegistered(id: id, grants: grants, keySet: keySet, ceiling: ceiling, evidence: evidence))
        ]
    }
}

/// Software was made known, or was registered anew: its grants, keys and ceiling replace all that it had, and it is
/// enabled.
package struct ClientRegistered: EventPayload {
    package let id: ClientID
    package let grants: Grants
    package let keySet: [UInt8]
    package let ceiling: RecordedAuthority?
    /// Nil where nobody had to agree.
    package let evidence: SignedEvidence<ClientRegistration>?

    package init(
        id: ClientID, grants: Grants, keySet: [UInt8], ceiling: RecordedAuthority?,
        evidence: SignedEvidence<ClientRegistration>? = nil
    ) {
        self.id = id
        self.grants = grants
        self.keySet = keySet
        self.ceiling = ceiling
        self.evidence = evidence
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let place = state.registry.place(for: id)
        let ceiling = ceiling.map { state.missions.shared($0.set) }
        state.registry.update(place) { client in
            client.isEnabled = true
            client.grants = grants
            client.keySet = keySet
            client.ceiling = ceiling
            client.version += 1
        }
    }
}

/// Shuts software out: it can no longer authenticate, and nothing it runs may resume.
package struct DisableClient: Command {
    package let caller: Caller
    package let id: ClientID

    package init(caller: Caller, id: ClientID) {
        self.caller = caller
        self.id = id
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "disable a client")
        guard let client = state.registry.client(id) else {
            throw Refusal(.notFound, "no client is registered as `\(id.text)`")
        }
        return client.isEnabled ? [.clientDisabled(ClientDisabled(id: id))] : []
    }
}

/// Software was shut out: it is not authenticated any more, and no session of its missions may go on.
package struct ClientDisabled: EventPayload {
    package let id: ClientID

    package init(id: ClientID) { self.id = id }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let place = state.registry.place(for: id)
        state.registry.update(place) { client in
            client.isEnabled = false
            client.version += 1
        }
    }
}

extension Caller {
    /// Governing belongs to the owner of the authority.
    func mustBeOwner(to verb: String) throws(Refusal) {
        guard case .owner = self else {
            throw Refusal(.notPermitted, "only the owner of this authority may \(verb)")
        }
    }
}
