// SPDX-License-Identifier: Apache-2.0

extension DueMatter: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .mission(let index): snapshot.write(0, index)
        case .submission(let id): snapshot.write(1, id)
        case .attention(let id): snapshot.write(2, id)
        case .queueItem(let id): snapshot.write(3, id)
        case .effect(let id): snapshot.write(4, id)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 5) {
        case 0: self = .mission(try snapshot.read())
        case 1: self = .submission(try snapshot.read())
        case 2: self = .attention(try snapshot.read())
        case 3: self = .queueItem(try snapshot.read())
        default: self = .effect(try snapshot.read())
        }
    }
}

extension SettlementQueue.Cascade: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(mission)
        snapshot.write(nextChild)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(mission: try snapshot.read(), nextChild: try snapshot.read())
    }
}

extension SettlementQueue.PendingFact: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(fact)
        snapshot.write(count)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(fact: try snapshot.read(), count: try snapshot.read())
    }
}

extension SettlementQueue: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(Array(unfinished))
        snapshot.write(facts)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(cascades: try snapshot.read(), facts: try snapshot.read())
    }
}

extension AuthorityState {
    /// Whether what is still to be written can be: its places are in the tables, and each cascade leads somewhere.
    var isSettlementSound: Bool {
        let areCascadesSound = settlements.unfinished.allSatisfy { cascade in
            let offspring = missions[cascade.mission].offspring
            guard (0...offspring.children.count).contains(Int(cascade.nextChild)) else { return false }
            let ahead = offspring.children[Int(cascade.nextChild)...]
            return offspring.liveCount == 0 || ahead.contains { missions[$0].lifecycle.ending == nil }
        }
        let areFactsSound = settlements.facts.allSatisfy { pending in
            (0...facts[pending.fact].watchers.count).contains(pending.count)
        }
        return areCascadesSound && areFactsSound
    }
}

/// The versions of the streams that there is one of each, and those of the missions' trees.
extension StreamVersions {
    func write(to snapshot: inout SnapshotWriter, of missions: MissionTable) {
        for stream in [StreamID.registry, .facts, .intake] { snapshot.write(self[stream]) }
        for mission in missions.missions { snapshot.write(self[.tree(mission.id)]) }
    }

    init(from snapshot: inout SnapshotReader, of missions: MissionTable) throws(SnapshotError) {
        self.init()
        for stream in [StreamID.registry, .facts, .intake] { self[stream] = try snapshot.read() }
        for mission in missions.missions {
            let version: Int64 = try snapshot.read()
            if version != 0 { self[.tree(mission.id)] = version }
        }
    }
}
