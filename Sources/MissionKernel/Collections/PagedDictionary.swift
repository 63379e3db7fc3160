// SPDX-License-Identifier: Apache-2.0

/// Values by key, of which copies share what neither has changed since: see ``PagedArray``.
///
/// It grows one bucket at a time (linear hashing), so no change takes long. The order of its values means nothing.
package struct PagedDictionary<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    package typealias Element = (key: Key, value: Value)

    private struct Entry: Sendable {
        let key: Key
        var value: Value
    }

    private typealias Bucket = ContiguousArray<Entry>

    // INVARIANT: a key's entry is in the bucket that `bucket(of:)` names, once.
    private var buckets = PagedArray<Bucket>(CollectionOfOne([]))
    package private(set) var count = 0

    /// Values in a bucket on average, beyond which a bucket is added.
    private static var bucketLoad: Int { 6 }

    package init() {}

    package var isEmpty: Bool { count == 0 }

    package subscript(key: Key) -> Value? {
        get {
            let bucket = bucket(of: key)
            guard let place = place(of: key, in: bucket) else { return nil }
            return buckets[bucket][place].value
        }
        set {
            let bucket = bucket(of: key)
            switch (place(of: key, in: bucket), newValue) {
            case (let place?, let value?): buckets[bucket][place].value = value
            case (let place?, nil): remove(place, from: bucket)
            case (nil, let value?): insert(Entry(key: key, value: value), into: bucket)
            case (nil, nil): break
            }
        }
    }

    /// The key's value, which is `initial` until it is first changed.
    package subscript(key: Key, default initial: @autoclosure () -> Value) -> Value {
        get { self[key] ?? initial() }
        _modify {
            if self[key] == nil { self[key] = initial() }
            let bucket = bucket(of: key)
            guard let place = place(of: key, in: bucket) else { preconditionFailure("a value that was set is gone") }
            yield &buckets[bucket][place].value
        }
    }

    /// Takes the key's value away and answers it.
    @discardableResult
    package mutating func removeValue(forKey key: Key) -> Value? {
        let bucket = bucket(of: key)
        guard let place = place(of: key, in: bucket) else { return nil }
        return remove(place, from: bucket).value
    }
}

extension PagedDictionary {
    private func bucket(of key: Key) -> Int { Self.bucket(of: key, among: buckets.count) }

    private static func bucket(of key: Key, among count: Int) -> Int {
        let hash = key.hashValue
        let mask = ~0 >> (UInt(bitPattern: count - 1) | 1).leadingZeroBitCount as UInt
        let place = UInt(bitPattern: hash) & mask
        return Int(bitPattern: place < UInt(bitPattern: count) ? place : place & mask >> 1)
    }

    private func place(of key: Key, in bucket: Int) -> Int? {
        buckets[bucket].firstIndex { $0.key == key }
    }

    private mutating func insert(_ entry: Entry, into bucket: Int) {
        buckets[bucket].append(entry)
        count += 1
        if count > buckets.count * Self.bucketLoad { addBucket() }
    }

    @discardableResult
    private mutating func remove(_ place: Int, from bucket: Int) -> Entry {
        count -= 1
        return buckets[bucket].remove(at: place)
    }

    /// Adds a bucket, and moves what belongs there from the one bucket where it was.
    private mutating func addBucket() {
        let added = buckets.count
        let split = added - (1 << (Int.bitWidth - 1 - added.leadingZeroBitCount))
        let moving = buckets[split]
        buckets.append(moving.filter { Self.bucket(of: $0.key, among: added + 1) == added })
        buckets[split] = moving.filter { Self.bucket(of: $0.key, among: added + 1) == split }
    }
}

extension PagedDictionary: Sequence {
    package func makeIterator() -> some IteratorProtocol<Element> {
        buckets.lazy.joined().lazy.map { (key: $0.key, value: $0.value) }.makeIterator()
    }

    package var underestimatedCount: Int { count }

    package var values: some Sequence<Value> { lazy.map(\.value) }
}

extension PagedDictionary: Equatable where Value: Equatable {
    package static func == (left: PagedDictionary, right: PagedDictionary) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }
}
