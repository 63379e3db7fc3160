// SPDX-License-Identifier: Apache-2.0

/// What a fact is about: a name that the deployment chose, or whether a principal is enabled.
package enum FactKey: Hashable, Sendable {
    case named(ExactText)
    case enabled(Principal)
}

/// The value of a fact.
package enum FactValue: Hashable, Sendable {
    case boolean(Bool)
    case integer(Int64)
    case text(ExactText)
}

/// A position in the table of facts.
package struct FactIndex: Hashable, Sendable { package let position: Int32 }

/// One fact as it was last signalled, and the missions that depend on it.
package struct FactRecord: Sendable, Equatable {
    package let key: FactKey
    /// Nil until it is first signalled.
    package internal(set) var value: FactValue?
    package internal(set) var changedAt: Instant
    /// When the source of the latest news saw it.
    package internal(set) var observedAt: Instant?
    /// Missions with a condition on this fact, in the order in which they took it on.
    package internal(set) var watchers = PagedArray<MissionIndex>()
}

extension AuthorityState {
    /// How many missions depend on a fact that have not ended, as far as that is written.
    package func dependents(on fact: FactKey) -> Int {
        facts[fact].map { record in record.watchers.count { missions[$0].lifecycle.ending == nil } } ?? 0
    }
}

/// Every fact that a mission depends on or that was ever signalled.
package struct FactTable: Sendable {
    package private(set) var facts = PagedArray<FactRecord>()
    private var index = PagedDictionary<FactKey, FactIndex>()
    var seen = RecentTable<ExactText, News>()

    /// What a signal said.
    package struct News: Hashable, Sendable {
        package let fact: FactIndex
        package let value: FactValue
    }

    /// How long the identifier of a signal is remembered.
    package static let retentionMilliseconds: Int64 = 7 * 24 * 3600 * 1000

    package subscript(_ index: FactIndex) -> FactRecord {
        _read { yield facts[Int(index.position)] }
    }

    package func index(of key: FactKey) -> FactIndex? { index[key] }
    package subscript(_ key: FactKey) -> FactRecord? { index(of: key).map { self[$0] } }

    /// What the signal with this identifier said, when it was recorded before.
    package func news(of event: ExactText) -> News? { seen[event] }

    mutating func place(for key: FactKey) -> FactIndex {
        if let index = index[key] { return index }
        let place = FactIndex(position: Int32(facts.count))
        append(FactRecord(key: key, changedAt: .distantPast))
        return place
    }

    mutating func append(_ fact: FactRecord) {
        index[fact.key] = FactIndex(position: Int32(facts.count))
        facts.append(fact)
    }

    mutating func set(
        _ index: FactIndex, to value: FactValue, at moment: Instant, observedAt: Instant?, by event: ExactText
    ) {
        facts[Int(index.position)].value = value
        facts[Int(index.position)].changedAt = moment
        facts[Int(index.position)].observedAt = observedAt ?? moment
        seen.remember(
            event, News(fact: index, value: value), until: moment.adding(milliseconds: Self.retentionMilliseconds))
    }

    mutating func addWatcher(_ mission: MissionIndex, to index: FactIndex) {
        let position = Int(index.position)
        if facts[position].watchers.last != mission { facts[position].watchers.append(mission) }
    }

    mutating func forget(before moment: Instant) { seen.forget(before: moment) }
}
