// SPDX-License-Identifier: Apache-2.0

/// The state as bytes, from which it can be had again without replaying what led to it.
///
/// The bytes follow from the events alone: a state that was restored and one that was replayed have the same. They
/// bear no mark of their own and no digest; whoever keeps them sees to it that they come back unchanged.
extension AuthorityState {
    /// Counts the formats; a program reads its own only.
    package static let snapshotFormat: Int32 = 7

    /// The state as bytes. Takes time for each mission.
    package var snapshot: [UInt8] { snapshot(after: []) }

    /// The same after other bytes, so that what is large need not be copied.
    package func snapshot(after head: consuming [UInt8]) -> [UInt8] {
        var snapshot = SnapshotWriter(
            after: head, reservingBytes: 4096 + 400 * missions.count + 256 * sessions.count)
        snapshot.write(latest)
        snapshot.write(size)
        for count in [registry.clients.count, registry.principals.count, facts.facts.count, missions.count] {
            snapshot.write(count: count)
        }
        snapshot.write(authorities: missions.authorities.values)
        snapshot.write(policy)
        snapshot.write(registry)
        snapshot.write(facts)
        missions.write(to: &snapshot)
        streams.write(to: &snapshot, of: missions)
        snapshot.write(submissions)
        snapshot.write(sessions)
        snapshot.write(effects)
        snapshot.write(attention)
        snapshot.write(nonces)
        deadlines.write(to: &snapshot)
        snapshot.write(settlements)
        return snapshot.bytes
    }

    /// The state that ``snapshot`` gave these bytes for; throws for any others.
    package init(snapshot bytes: [UInt8]) throws(SnapshotError) {
        try self.init(snapshot: bytes, in: bytes.indices)
    }

    /// The same from a part of other bytes.
    package init(snapshot bytes: [UInt8], in range: Range<Int>) throws(SnapshotError) {
        var snapshot = SnapshotReader(bytes, in: range)
        self.init()
        latest = try snapshot.read()
        size = try snapshot.read()
        snapshot.bounds = try SnapshotReader.Bounds(from: &snapshot)
        try snapshot.readAuthorities()
        policy = try snapshot.read()
        registry = try snapshot.read()
        facts = try snapshot.read()
        missions = try MissionTable(from: &snapshot)
        streams = try StreamVersions(from: &snapshot, of: missions)
        submissions = try snapshot.read()
        sessions = try snapshot.read()
        effects = try snapshot.read()
        attention = try snapshot.read()
        nonces = try snapshot.read()
        deadlines = try MomentQueue(from: &snapshot)
        settlements = try snapshot.read()
        guard snapshot.isAtEnd else { throw snapshot.error("something follows the state") }
        guard size >= 0, isSettlementSound, areEffectsSound else {
            throw snapshot.error("tables contradict each other")
        }
    }

    /// Whether each effect rests on an entry that its mission has.
    private var areEffectsSound: Bool {
        effects.open.values.allSatisfy { missions[$0.mission].authority.entries.indices.contains($0.entry) }
    }
}

extension SnapshotReader.Bounds {
    fileprivate init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        clients = try snapshot.count()
        principals = try snapshot.count()
        facts = try snapshot.count()
        missions = try snapshot.count()
        guard missions < Int32.max, facts < Int32.max, clients < Int32.max, principals < Int32.max else {
            throw snapshot.error("a table is too long")
        }
    }
}
