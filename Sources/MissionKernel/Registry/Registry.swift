// SPDX-License-Identifier: Apache-2.0

/// A position in the registry's list of clients.
package struct ClientIndex: Hashable, Sendable { package let position: Int32 }

/// A position in the registry's list of principals.
package struct PrincipalIndex: Hashable, Sendable { package let position: Int32 }

/// The software and the people that the authority knows. Entries are disabled, never removed: the past refers to them.
package struct Registry: Sendable, Equatable {
    package private(set) var clients = PagedArray<ClientRecord>()
    package private(set) var principals = PagedArray<PrincipalRecord>()
    private var clientIndex = PagedDictionary<ClientID, ClientIndex>()
    private var principalIndex = PagedDictionary<Principal, PrincipalIndex>()

    package subscript(_ index: ClientIndex) -> ClientRecord {
        _read { yield clients[Int(index.position)] }
    }
    package subscript(_ index: PrincipalIndex) -> PrincipalRecord {
        _read { yield principals[Int(index.position)] }
    }

    package func index(of client: ClientID) -> ClientIndex? { clientIndex[client] }
    package func index(of principal: Principal) -> PrincipalIndex? { principalIndex[principal] }

    package func client(_ id: ClientID) -> ClientRecord? { index(of: id).map { self[$0] } }
    package func principal(_ principal: Principal) -> PrincipalRecord? { index(of: principal).map { self[$0] } }

    /// The client's place, made on first mention.
    mutating func place(for id: ClientID) -> ClientIndex {
        if let index = clientIndex[id] { return index }
        let index = ClientIndex(position: Int32(clients.count))
        append(ClientRecord(id: id))
        return index
    }

    /// The principal's place, made on first mention.
    mutating func place(for principal: Principal) -> PrincipalIndex {
        if let index = principalIndex[principal] { return index }
        let index = PrincipalIndex(position: Int32(principals.count))
        append(PrincipalRecord(principal: principal))
        return index
    }

    mutating func append(_ client: ClientRecord) {
        clientIndex[client.id] = ClientIndex(position: Int32(clients.count))
        clients.append(client)
    }

    mutating func append(_ principal: PrincipalRecord) {
        principalIndex[principal.principal] = PrincipalIndex(position: Int32(principals.count))
        principals.append(principal)
    }

    mutating func update(_ index: ClientIndex, _ change: (inout ClientRecord) -> Void) {
        change(&clients[Int(index.position)])
    }

    mutating func update(_ index: PrincipalIndex, _ change: (inout PrincipalRecord) -> Void) {
        change(&principals[Int(index.position)])
    }
}

/// One piece of software that proposes missions, runs them, or enforces them.
package struct ClientRecord: Sendable, Equatable {
    package let id: ClientID
    package internal(set) var isEnabled = true
    package internal(set) var grants: Grants = []
    /// Its public keys as a JWK Set, by which it authenticates; empty for software that only runs under sessions here.
    package internal(set) var keySet: [UInt8] = []
    /// What this client may be granted at most, or nil for whatever an approver agrees to.
    package internal(set) var ceiling: AuthoritySet?
    /// Counts what was changed of this record.
    package internal(set) var version: Int64 = 0

    package static func == (left: ClientRecord, right: ClientRecord) -> Bool {
        left.id == right.id && left.isEnabled == right.isEnabled && left.grants == right.grants
            && left.keySet == right.keySet && left.ceiling?.digest == right.ceiling?.digest
            && left.version == right.version
    }
}

/// One person or service: a subject, an owner, an approver.
package struct PrincipalRecord: Sendable, Equatable {
    package let principal: Principal
    package internal(set) var isEnabled = true
    /// Ed25519 public keys by which it approves, 32 bytes each; empty for who cannot approve.
    package internal(set) var approvalKeys: [ApprovalKey] = []
    /// Counts what was changed of this record.
    package internal(set) var version: Int64 = 0

    package var isApprover: Bool { !approvalKeys.isEmpty }
}

/// A key by which a person approves.
package struct ApprovalKey: Hashable, Sendable {
    package let publicKey: [UInt8]

    /// Nil unless there are 32 bytes.
    package init?(publicKey: [UInt8]) {
        guard publicKey.count == 32 else { return nil }
        self.publicKey = publicKey
    }
}
