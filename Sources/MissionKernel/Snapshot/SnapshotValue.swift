// SPDX-License-Identifier: Apache-2.0

/// A value that a snapshot can hold: one spelling for each value, and no value for any other bytes.
///
/// The order in which members are written is the format; changing it is a new ``AuthorityState/snapshotFormat``.
protocol SnapshotValue {
    func write(to snapshot: inout SnapshotWriter)
    init(from snapshot: inout SnapshotReader) throws(SnapshotError)
}

/// A closed set of names, written as the place of each. New ones come last, or in a new format.
protocol SnapshotName: SnapshotValue, CaseIterable, Equatable where AllCases: RandomAccessCollection {}

extension SnapshotName {
    func write(to snapshot: inout SnapshotWriter) {
        let place = Self.allCases.firstIndex(of: self)
        snapshot.write(count: place.map { Self.allCases.distance(from: Self.allCases.startIndex, to: $0) } ?? 0)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let place = try snapshot.position(below: Self.allCases.count)
        self = Self.allCases[Self.allCases.index(Self.allCases.startIndex, offsetBy: place)]
    }
}

/// Why bytes are not a snapshot.
package struct SnapshotError: Error, Hashable, CustomStringConvertible {
    package let problem: String
    /// How many bytes had been read.
    package let offset: Int

    package var description: String { "\(problem) before byte \(offset)" }
}

extension Bool: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(byte: self ? 1 : 0) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self = try snapshot.position(below: 2) == 1
    }
}

extension Int64: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        // Small numbers of either sign are short.
        snapshot.write(number: UInt64(bitPattern: self << 1 ^ self >> 63))
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let number = try snapshot.number()
        self = Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }
}

extension SnapshotValue where Self: FixedWidthInteger {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(Int64(self)) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let number: Int64 = try snapshot.read()
        guard let value = Self(exactly: number) else { throw snapshot.error("a number is too large") }
        self = value
    }
}

extension Int: SnapshotValue {}
extension Int32: SnapshotValue {}
extension Int16: SnapshotValue {}
extension UInt16: SnapshotValue {}

extension String: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(text: self) }
    init(from snapshot: inout SnapshotReader) throws(SnapshotError) { self = try snapshot.text() }
}

extension Optional: SnapshotValue where Wrapped: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(self != nil)
        if let self { snapshot.write(self) }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self = try snapshot.read(Bool.self) ? try snapshot.read(Wrapped.self) : nil
    }
}

extension Array: SnapshotValue where Element: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(count: count)
        for element in self { snapshot.write(element) }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        let count = try snapshot.count()
        reserveCapacity(count)
        for _ in 0..<count { append(try snapshot.read()) }
    }
}

extension PagedArray: SnapshotValue where Element: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(count: count)
        for element in self { snapshot.write(element) }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        for _ in 0..<(try snapshot.count()) { append(try snapshot.read()) }
    }
}

extension Set: SnapshotValue where Element: SnapshotValue & Comparable {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(sorted()) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let elements: [Element] = try snapshot.read()
        guard zip(elements, elements.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw snapshot.error("a set is not in order")
        }
        self.init(elements)
    }
}

extension TextSet: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(sorted) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let texts: [ExactText] = try snapshot.read()
        self.init(texts)
        guard sorted == texts else { throw snapshot.error("a set is not in order") }
    }
}
