// SPDX-License-Identifier: Apache-2.0

/// Makes software known, or changes what it may do and by which keys it is known.
package struct RegisterClient: Command {
    package let caller: Caller
    package let id: ClientID
    package let grants: Grants
    package let keySet: [UInt8]
    package let ceiling: RecordedAuthority?

    package init(
        caller: Caller, id: ClientID, grants: Grants, keySet: [UInt8] = [], ceiling: RecordedAuthority? = nil
    ) {
        self.caller = caller
        self.id = id
        self.grants = grants
        self.keySet = keySet
        self.ceiling = ceiling
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "register a client")
        return [.clientRegistered(ClientRegistered(id: id, grants: grants, keySet: keySet, ceiling: ceiling))]
    }
}

package struct ClientRegistered: EventPayload {
    package let id: ClientID
    package let grants: Grants
    package let keySet: [UInt8]
    package let ceiling: RecordedAuthority?

    package init(id: ClientID, grants: Grants, keySet: [UInt8], ceiling: RecordedAuthority?) {
        self.id = id
        self.grants = grants
        self.keySet = keySet
        self.ceiling = ceiling
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let place = state.registry.place(for: id)
        let ceiling = ceiling.map { state.missions.shared($0.set) }
        state.registry.update(place) { client in
            client.isEnabled = true
            client.grants = grants
            client.keySet = keySet
            client.ceiling = ceiling
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

package struct ClientDisabled: EventPayload {
    package let id: ClientID

    package init(id: ClientID) { self.id = id }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let place = state.registry.place(for: id)
        state.registry.update(place) { $0.isEnabled = false }
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
