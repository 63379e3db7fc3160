// SPDX-License-Identifier: Apache-2.0

/// Values that are remembered for a while by key: what makes a repetition recognisable.
struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var values: [Key: Value] = [:]
    /// Keys in the order in which they came, each with its time to be forgotten.
    private var order: [(key: Key, until: Instant)] = []
    private var forgotten = 0

    subscript(_ key: Key) -> Value? { values[key] }
    var count: Int { values.count }

    mutating func remember(_ key: Key, _ value: Value, until moment: Instant) {
        values[key] = value
        order.append((key, moment))
    }

    /// Forgets what was to be kept until before `moment`, and says what that was.
    @discardableResult
    mutating func forget(before moment: Instant) -> [Key] {
        var keys: [Key] = []
        while forgotten < order.count, order[forgotten].until < moment {
            values[order[forgotten].key] = nil
            keys.append(order[forgotten].key)
            forgotten += 1
        }
        // WHY: removing from the front moves all that stays, so it waits until half of the list is forgotten.
        if forgotten > 64, forgotten * 2 > order.count {
            order.removeFirst(forgotten)
            forgotten = 0
        }
        return keys
    }

    /// What is remembered, in the order in which it came.
    var entries: [(key: Key, value: Value, until: Instant)] {
        order[forgotten...].compactMap { entry in values[entry.key].map { (entry.key, $0, entry.until) } }
    }
}
