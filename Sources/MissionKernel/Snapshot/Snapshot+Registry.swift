// SPDX-License-Identifier: Apache-2.0

extension Grants: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(rawValue) }
    init(from snapshot: inout SnapshotReader) throws(SnapshotError) { self.init(rawValue: try snapshot.read()) }
}

extension ClientRecord: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(id)
        snapshot.write(isEnabled)
        snapshot.write(grants)
        snapshot.write(data: keySet)
        snapshot.write(ceiling != nil)
        if let ceiling { snapshot.write(placeOf: ceiling) }
        snapshot.write(version)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            id: try snapshot.read(), isEnabled: try snapshot.read(), grants: try snapshot.read(),
            keySet: try snapshot.data(),
            ceiling: try snapshot.read(Bool.self) ? try snapshot.authoritySet() : nil, version: try snapshot.read())
    }
}

extension PrincipalRecord: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(principal)
        snapshot.write(isEnabled)
        snapshot.write(approvalKeys)
        snapshot.write(version)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            principal: try snapshot.read(), isEnabled: try snapshot.read(), approvalKeys: try snapshot.read(),
            version: try snapshot.read())
    }
}

extension Registry: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        for client in clients { snapshot.write(client) }
        for principal in principals { snapshot.write(principal) }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        for _ in 0..<snapshot.bounds.clients { append(try snapshot.read(ClientRecord.self)) }
        for _ in 0..<snapshot.bounds.principals { append(try snapshot.read(PrincipalRecord.self)) }
    }
}

/// Authority sets are written once, and referred to by their place.
extension SnapshotWriter {
    mutating func write(authorities sets: some Sequence<AuthoritySet>) {
        let sets = sets.sorted { $0.digest < $1.digest }
        write(count: sets.count)
        for (place, set) in sets.enumerated() {
            set.write(to: &self)
            authorities[set.digest] = place
        }
    }

    mutating func write(placeOf set: AuthoritySet) {
        guard let place = authorities[set.digest] else {
            preconditionFailure("the authority \(set.digest) is not in the table of all")
        }
        write(count: place)
    }
}

extension SnapshotReader {
    mutating func readAuthorities() throws(SnapshotError) {
        for _ in 0..<(try count()) {
            let set = try AuthoritySet(from: &self)
            if let last = authorities.last, last.digest >= set.digest { throw error("a table is not in order") }
            authorities.append(set)
        }
    }

    mutating func authoritySet() throws(SnapshotError) -> AuthoritySet {
        authorities[try position(below: authorities.count)]
    }
}

extension FactRecord: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(key)
        snapshot.write(value)
        snapshot.write(changedAt)
        snapshot.write(observedAt)
        snapshot.write(watchers)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            key: try snapshot.read(), value: try snapshot.read(), changedAt: try snapshot.read(),
            observedAt: try snapshot.read(), watchers: try snapshot.read())
    }
}

extension FactTable.News: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(fact)
        snapshot.write(value)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(fact: try snapshot.read(), value: try snapshot.read())
    }
}

extension FactTable: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        for fact in facts { snapshot.write(fact) }
        seen.write(to: &snapshot)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        for _ in 0..<snapshot.bounds.facts { append(try snapshot.read(FactRecord.self)) }
        seen = try RecentTable(from: &snapshot)
    }
}
