// SPDX-License-Identifier: Apache-2.0

/// All missions, in order of creation.
package struct MissionTable: Sendable {
    package private(set) var missions = PagedArray<Mission>()
    private var index = PagedDictionary<MissionID, MissionIndex>()
    /// Authority sets by anchor, so that missions of one kind share theirs.
    private(set) var authorities = PagedDictionary<Digest, AuthoritySet>()
    /// The mission that each approval event created.
    package private(set) var approvals = PagedDictionary<ExactText, MissionIndex>()

    package var count: Int { missions.count }
    /// The missions whose own record has not ended. Takes time for each mission.
    package var liveCount: Int { missions.count { $0.lifecycle.ending == nil } }
    package func index(of id: MissionID) -> MissionIndex? { index[id] }

    package subscript(_ index: MissionIndex) -> Mission {
        _read { yield missions[Int(index.position)] }
    }

    /// The place of the mission that was created after `position` others, which must exist.
    package func index(at position: Int) -> MissionIndex {
        precondition(missions.indices.contains(position), "there are \(missions.count) missions, not \(position + 1)")
        return MissionIndex(position: Int32(position))
    }

    /// The next mission's place.
    var nextIndex: MissionIndex { MissionIndex(position: Int32(missions.count)) }

    /// Adds a mission, which `approvalEvent` created if it is the latest with that event.
    mutating func append(_ mission: Mission, approvalEvent: ExactText?) {
        index[mission.id] = nextIndex
        if let approvalEvent { approvals[approvalEvent] = nextIndex }
        missions.append(mission)
    }

    mutating func update<Result>(_ index: MissionIndex, _ change: (inout Mission) -> Result) -> Result {
        change(&missions[Int(index.position)])
    }

    /// The one object for this anchor.
    mutating func shared(_ authority: AuthoritySet) -> AuthoritySet {
        if let shared = authorities[authority.digest] { return shared }
        authorities[authority.digest] = authority
        return authority
    }
}

extension AuthorityState {
    /// The mission with this id; refuses in the same way when there is none as when it must not be seen.
    package func mission(_ id: MissionID) throws(Refusal) -> MissionIndex {
        guard let index = missions.index(of: id) else { throw .unknownMission }
        return index
    }

    /// The ancestors of a mission, from its parent to the root.
    package func forEachAncestor(of index: MissionIndex, _ body: (Mission) -> Void) {
        var parent = missions[index].lineage.parent
        while let ancestor = parent {
            body(missions[ancestor])
            parent = missions[ancestor].lineage.parent
        }
    }
}

extension Refusal {
    /// The one answer for a mission that does not exist and for one that the caller may not see.
    package static let unknownMission = Refusal(.notFound, "no mission that you can see has this id")
}
