// SPDX-License-Identifier: Apache-2.0

/// Tables by key, in the order of their keys.
extension SnapshotWriter {
    mutating func write<Key: SnapshotValue & Comparable, Value: SnapshotValue>(
        sorted table: some Sequence<(key: Key, value: Value)>
    ) {
        let rows = table.sorted { $0.key < $1.key }
        write(count: rows.count)
        for row in rows {
            write(row.key)
            write(row.value)
        }
    }
}

extension SnapshotReader {
    mutating func sorted<Key: SnapshotValue & Comparable, Value: SnapshotValue>(
        _ key: Key.Type = Key.self, _ value: Value.Type = Value.self
    ) throws(SnapshotError) -> [(key: Key, value: Value)] {
        var rows: [(key: Key, value: Value)] = []
        for _ in 0..<(try count()) {
            let key: Key = try read()
            if let last = rows.last, last.key >= key { throw error("a table is not in order") }
            rows.append((key, try read()))
        }
        return rows
    }
}

/// What is remembered for a while, in the order in which it came. A key that came twice has its value at the first.
extension RecentTable where Key: SnapshotValue, Value: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        var written: Set<Key> = []
        snapshot.write(count: order.count)
        for (key, until) in order {
            snapshot.write(key)
            snapshot.write(until)
            snapshot.write(written.insert(key).inserted ? self[key] : nil)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        var read: Set<Key> = []
        for _ in 0..<(try snapshot.count()) {
            let key: Key = try snapshot.read()
            let until: Instant = try snapshot.read()
            let value: Value? = try snapshot.read()
            guard read.insert(key).inserted || value == nil else { throw snapshot.error("a key has two values") }
            remember(key, value, until: until)
        }
    }
}

/// Matters in their order. Their numbers are counted anew.
extension MomentQueue where Matter: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(count: count)
        for entry in inOrder {
            snapshot.write(entry.at)
            snapshot.write(entry.matter)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        var latest = Instant.distantPast
        for _ in 0..<(try snapshot.count()) {
            let moment: Instant = try snapshot.read()
            guard moment >= latest else { throw snapshot.error("a queue is not in order") }
            latest = moment
            add(try snapshot.read(), at: moment)
        }
    }
}

/// Nothing, where only the key counts.
struct Seen: SnapshotValue, Sendable {
    init() {}
    func write(to snapshot: inout SnapshotWriter) {}
    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {}
}
