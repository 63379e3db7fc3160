// SPDX-License-Identifier: Apache-2.0

extension Identifier: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(word: high)
        snapshot.write(word: low)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(high: try snapshot.word(), low: try snapshot.word())
    }
}

extension Digest: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(self) }
    init(from snapshot: inout SnapshotReader) throws(SnapshotError) { self = try snapshot.digest() }
}

extension Instant: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(word: UInt64(bitPattern: microseconds)) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(microseconds: Int64(bitPattern: try snapshot.word()))
    }
}

extension Timestamp: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(seconds)
        snapshot.write(number: attoseconds)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let seconds: Int64 = try snapshot.read()
        let attoseconds = try snapshot.number()
        guard attoseconds < Timestamp.attosecondsPerSecond else { throw snapshot.error("a second is too long") }
        self.init(seconds: seconds, attoseconds: attoseconds)
    }
}

extension ExactText: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(text: string) }
    init(from snapshot: inout SnapshotReader) throws(SnapshotError) { self.init(try snapshot.text()) }
}

extension ClientID: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(text) }
    init(from snapshot: inout SnapshotReader) throws(SnapshotError) { self.init(try snapshot.read()) }
}

extension Principal: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(issuer)
        snapshot.write(subject)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(issuer: try snapshot.read(), subject: try snapshot.read())
    }
}

extension Actor: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(subject)
        snapshot.write(profiles)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(subject: try snapshot.read(), profiles: try snapshot.read())
    }
}

extension ApprovalKey: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(data: publicKey) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        guard let key = ApprovalKey(publicKey: try snapshot.data()) else {
            throw snapshot.error("a key has another size")
        }
        self = key
    }
}

/// Positions in tables are checked against the rows that the snapshot has.
extension MissionIndex: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(count: Int(position)) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(position: Int32(try snapshot.position(below: snapshot.bounds.missions)))
    }
}

extension FactIndex: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(count: Int(position)) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(position: Int32(try snapshot.position(below: snapshot.bounds.facts)))
    }
}

extension ClientIndex: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(count: Int(position)) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(position: Int32(try snapshot.position(below: snapshot.bounds.clients)))
    }
}

extension PrincipalIndex: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(count: Int(position)) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(position: Int32(try snapshot.position(below: snapshot.bounds.principals)))
    }
}
