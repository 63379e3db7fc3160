// SPDX-License-Identifier: Apache-2.0

/// Missions in the order of their creation. What follows from those before is not written: a mission's place in its
/// tree, and what a parent knows of its children.
extension MissionTable {
    func write(to snapshot: inout SnapshotWriter) {
        var events: [ExactText?] = Array(repeating: nil, count: missions.count)
        for (event, index) in approvals { events[Int(index.position)] = event }
        for (mission, event) in zip(missions, events) {
            snapshot.write(event)
            mission.write(to: &snapshot)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        for set in snapshot.authorities { _ = shared(set) }
        for position in 0..<snapshot.bounds.missions {
            let event: ExactText? = try snapshot.read()
            let mission = try Mission(from: &snapshot, after: self)
            append(mission, approvalEvent: event)
            adopt(mission, at: index(at: position))
        }
    }

    /// Lets the mission's parent know of it.
    private mutating func adopt(_ mission: Mission, at index: MissionIndex) {
        guard let parent = mission.lineage.parent else { return }
        let justifications = mission.lineage.justifications
        update(parent) { parent in
            parent.offspring.add(index, drawingOn: justifications.map(Int.init), of: parent.authority)
            if mission.lifecycle.ending != nil { parent.offspring.remove(drawingOn: justifications) }
        }
    }
}

extension Mission {
    fileprivate func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(id)
        snapshot.write(predecessor)
        lineage.write(to: &snapshot)
        snapshot.write(parties)
        snapshot.write(placeOf: authority)
        snapshot.write(intentHash)
        snapshot.write(createdAt)
        snapshot.write(expiryCeiling)
        snapshot.write(terms)
        snapshot.write(recordedAt)
        writeProgress(to: &snapshot)
    }

    private func writeProgress(to snapshot: inout SnapshotWriter) {
        snapshot.write(expiresAt)
        snapshot.write(lifecycle)
        snapshot.write(changes)
        snapshot.write(owner)
        snapshot.write(turns)
        snapshot.write(conditions)
        snapshot.write(spend)
        snapshot.write(resumedAt)
        snapshot.write(containment)
        snapshot.write(lastRefusal)
    }

    /// Reads the mission that comes after those of `table`.
    fileprivate init(from snapshot: inout SnapshotReader, after table: MissionTable) throws(SnapshotError) {
        let id: MissionID = try snapshot.read()
        let predecessor = try snapshot.earlier(than: table.nextIndex)
        let charter = Charter(
            id: id, lineage: try Lineage(from: &snapshot, succeeding: predecessor, after: table),
            parties: try snapshot.read(), authority: try snapshot.authoritySet(), intentHash: try snapshot.read(),
            createdAt: try snapshot.read(), expiryCeiling: try snapshot.read(), terms: try snapshot.read(),
            predecessor: predecessor, recordedAt: try snapshot.read())
        self.init(
            charter: charter, expiresAt: try snapshot.read(), lifecycle: try snapshot.read(),
            changes: try snapshot.read(), owner: try snapshot.read(), turns: try snapshot.read(),
            conditions: try snapshot.read(), spend: try snapshot.read(), resumedAt: try snapshot.read(),
            containment: try snapshot.read(), lastRefusal: try snapshot.read())
        guard spend.calls.count == terms.limits.calls.count else {
            throw snapshot.error("calls are not counted for each limit")
        }
    }
}

extension Lineage {
    fileprivate func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(parent)
        guard parent != nil else { return }
        snapshot.write(ancestorTurns)
        snapshot.write(justifications)
    }

    fileprivate init(
        from snapshot: inout SnapshotReader, succeeding predecessor: MissionIndex?, after table: MissionTable
    ) throws(SnapshotError) {
        guard let parent = try snapshot.earlier(than: table.nextIndex) else {
            let tree = predecessor.map { table[$0].lineage.tree } ?? table.nextIndex
            self.init(parent: nil, tree: tree, depth: 0, ordinal: 0, ancestorTurns: 0, justifications: [])
            return
        }
        let above = table[parent]
        let ancestorTurns: Int32 = try snapshot.read()
        let justifications: [Int16] = try snapshot.read()
        guard above.lineage.depth < Int16.max, justifications.allSatisfy(above.authority.has) else {
            throw snapshot.error("a child is not within its parent")
        }
        self.init(
            parent: parent, tree: above.lineage.tree, depth: above.lineage.depth + 1,
            ordinal: Int32(above.offspring.children.count), ancestorTurns: ancestorTurns,
            justifications: justifications)
    }
}

extension AuthoritySet {
    /// Whether there is an entry at this place.
    fileprivate func has(_ entry: Int16) -> Bool { entries.indices.contains(Int(entry)) }
}

extension SnapshotReader {
    /// A mission that was created before `index`, or nil.
    fileprivate mutating func earlier(than index: MissionIndex) throws(SnapshotError) -> MissionIndex? {
        let earlier: MissionIndex? = try read()
        if let earlier, earlier >= index { throw error("a mission comes before those that it comes from") }
        return earlier
    }
}
