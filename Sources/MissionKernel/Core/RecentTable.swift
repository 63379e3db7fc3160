// SPDX-License-Identifier: Apache-2.0

/// Values that are remembered for a while by key: what makes a repetition recognisable.
struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private(set) var values = PagedDictionary<Key, Value>()
    /// Keys in the order in which they came, each with its time to be forgotten.
    private(set) var order = PagedQueue<(key: Key, until: Instant)>()

    subscript(_ key: Key) -> Value? { values[key] }
    var count: Int { values.count }

    /// Without a value, only that the key will have had its time.
    mutating func remember(_ key: Key, _ value: Value?, until moment: Instant) {
        if let value { values[key] = value }
        order.append((key, moment))
    }

    /// Forgets what was to be kept until before `moment`, and says what that was.
    @discardableResult
    mutating func forget(before moment: Instant) -> [Key] {
        var keys: [Key] = []
        while let first = order.first, first.until < moment {
            values[first.key] = nil
            keys.append(first.key)
            order.removeFirst()
        }
        return keys
    }

    /// What is remembered, in the order in which it came.
    var entries: [(key: Key, value: Value, until: Instant)] {
        order.compactMap { entry in values[entry.key].map { (entry.key, $0, entry.until) } }
    }
}
