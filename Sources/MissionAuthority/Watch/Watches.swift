// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// One watch: where its messages go, whose it is, and what it was told last.
struct Watch {
    let sink: WatchSink
    let caller: Caller
    /// The version that was last told, by mission; nil to follow all.
    var told: [MissionIndex: Int64]?
    /// Each mission that is followed, with its ancestors after it.
    let lines: [[MissionIndex]]
}

/// The watches that are open, and which of them a mission concerns.
struct Watches: ~Copyable {
    private(set) var byNumber: [Int64: Watch] = [:]
    /// The numbers of those whose streams are about to begin.
    private var reserved: Set<Int64> = []
    private(set) var followingAll: Set<Int64> = []
    /// For each mission that is followed, or an ancestor of one: the watches, each with what it follows there.
    private var concerned: [MissionIndex: [Int64: [MissionIndex]]] = [:]
    private var nextNumber: Int64 = 0
    private var isClosed = false

    /// A place for one more; nil when there are `most`, or all have been ended.
    mutating func reserve(most: Int) -> Int64? {
        guard !isClosed, byNumber.count + reserved.count < most else { return nil }
        nextNumber += 1
        reserved.insert(nextNumber)
        return nextNumber
    }

    /// Puts a watch in its place; false when that is gone, because its client left meanwhile or all were ended.
    mutating func open(_ watch: Watch, at number: Int64) -> Bool {
        guard reserved.remove(number) != nil else { return false }
        byNumber[number] = watch
        if watch.told == nil { followingAll.insert(number) }
        for line in watch.lines {
            for mission in line { concerned[mission, default: [:]][number, default: []].append(line[0]) }
        }
        return true
    }

    /// Takes note of what a watch was told.
    mutating func note(_ version: Int64, of mission: MissionIndex, toldTo number: Int64) {
        byNumber[number]?.told?[mission] = version
    }

    /// Ends a watch, or gives up its place; answers where its messages went.
    mutating func remove(_ number: Int64) -> WatchSink? {
        reserved.remove(number)
        guard let watch = byNumber.removeValue(forKey: number) else { return nil }
        followingAll.remove(number)
        for mission in watch.lines.joined() {
            concerned[mission]?[number] = nil
            if concerned[mission]?.isEmpty == true { concerned[mission] = nil }
        }
        return watch.sink
    }

    /// Ends all watches, and lets no other begin.
    mutating func close() {
        for watch in byNumber.values { watch.sink.close() }
        self = Watches()
        isClosed = true
    }

    /// The watches that changes concern, in order, each with those of its missions that may stand differently now.
    func concerned(by news: WatchNews) -> [(number: Int64, missions: [MissionIndex])] {
        var found: [Int64: Set<MissionIndex>] = [:]
        for mission in news.missions + news.facts.flatMap({ dependents(on: $0, in: news.state) }) {
            for (number, missions) in concerned[mission] ?? [:] { found[number, default: []].formUnion(missions) }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    /// The missions with a condition on a fact that concern any watch.
    private func dependents(on fact: FactIndex, in state: AuthorityState) -> [MissionIndex] {
        let watchers = state.facts[fact].watchers
        guard watchers.count > concerned.count else { return watchers.filter { concerned[$0] != nil } }
        return concerned.keys.filter { state.missions[$0].conditions.contains { $0.fact == fact } }
    }
}
