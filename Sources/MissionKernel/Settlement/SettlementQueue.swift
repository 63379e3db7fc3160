// SPDX-License-Identifier: Apache-2.0

/// What has happened already and is still to be written, mission by mission.
///
/// Nothing waits for it: standings show it from the commit that caused it. Writing it out keeps records short to read.
package struct SettlementQueue: Sendable, Equatable {
    /// Missions that ended and have children whose own record has not, in the order in which they ended.
    private(set) var cascades: [Cascade] = []
    /// Facts that changed with many missions depending on them.
    private(set) var facts: [PendingFact] = []
    private var finished = 0

    struct Cascade: Equatable {
        let mission: MissionIndex
        /// The first child that may still be live.
        var nextChild: Int32 = 0
    }

    struct PendingFact: Equatable {
        let fact: FactIndex
        /// How many of the fact's missions are done.
        var count = 0
    }

    init() {}

    init(cascades: [Cascade], facts: [PendingFact]) {
        self.cascades = cascades
        self.facts = facts
    }

    /// The cascades that are still to be written.
    var unfinished: ArraySlice<Cascade> { cascades[finished...] }
    package var isEmpty: Bool { finished == cascades.count && facts.isEmpty }
    var firstCascade: Cascade? { finished < cascades.count ? cascades[finished] : nil }
    var firstFact: PendingFact? { facts.first }

    func pendingFact(_ fact: FactIndex) -> PendingFact? { facts.first { $0.fact == fact } }

    mutating func addCascade(from mission: MissionIndex) { cascades.append(Cascade(mission: mission)) }
    mutating func addFact(_ fact: FactIndex) { facts.append(PendingFact(fact: fact)) }

    mutating func advanceFact(_ fact: FactIndex, to count: Int, isDone: Bool) {
        guard let position = facts.firstIndex(where: { $0.fact == fact }) else { return }
        if isDone { facts.remove(at: position) } else { facts[position].count = count }
    }

    mutating func startFirst(at child: Int32) { cascades[finished].nextChild = child }

    mutating func finishFirst() {
        finished += 1
        // WHY: removing from the front moves all that stays, so it waits until half of the list is finished.
        guard finished > 64, finished * 2 > cascades.count else { return }
        cascades.removeFirst(finished)
        finished = 0
    }
}

extension AuthorityState {
    /// Moves past children that have ended, and past cascades that are written out.
    mutating func advanceCascades() {
        while let first = settlements.firstCascade {
            let offspring = missions[first.mission].offspring
            guard offspring.liveCount > 0 else {
                settlements.finishFirst()
                continue
            }
            var next = Int(first.nextChild)
            while missions[offspring.children[next]].lifecycle.ending != nil { next += 1 }
            return settlements.startFirst(at: Int32(next))
        }
    }
}
