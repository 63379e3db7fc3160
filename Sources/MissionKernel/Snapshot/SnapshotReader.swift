// SPDX-License-Identifier: Apache-2.0

/// Takes a snapshot apart. Whatever the bytes are, it gives values or an error.
struct SnapshotReader {
    private let bytes: [UInt8]
    private let end: Int
    private var offset: Int
    /// What positions may refer to.
    var bounds = Bounds()
    /// The authority sets, in the order of their table.
    var authorities: [AuthoritySet] = []
    /// Resources that were read already: many refer to the same.
    private var resources: [ExactText: ResourceURI] = [:]

    /// How many rows the tables have.
    struct Bounds {
        var clients = 0
        var principals = 0
        var facts = 0
        var missions = 0
    }

    /// Takes apart the part of `bytes` that is in `range`, which must lie in them.
    init(_ bytes: [UInt8], in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "\(range) of \(bytes.count) bytes")
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { offset == end }

    func error(_ problem: String) -> SnapshotError { SnapshotError(problem: problem, offset: offset) }

    mutating func read<Value: SnapshotValue>(_ type: Value.Type = Value.self) throws(SnapshotError) -> Value {
        try Value(from: &self)
    }

    /// A number in its shortest form.
    mutating func number() throws(SnapshotError) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard offset < end else { break }
            let byte = bytes[offset]
            offset += 1
            let bits = UInt64(byte & 0x7F)
            guard (bits << shift) >> shift == bits else { break }
            number |= bits << shift
            guard byte & 0x80 == 0 else { continue }
            guard byte > 0 || shift == 0 else { break }
            return number
        }
        throw error("a number is not in its shortest form")
    }

    /// How many things follow, each of at least one byte.
    mutating func count() throws(SnapshotError) -> Int { try position(below: end - offset + 1) }

    /// A position in a table of `bound` rows.
    mutating func position(below bound: Int) throws(SnapshotError) -> Int {
        guard let position = Int(exactly: try number()), position < bound else {
            throw error("a position is outside of its table of \(bound)")
        }
        return position
    }

    mutating func word() throws(SnapshotError) -> UInt64 {
        let range = try take(8)
        return bytes.withUnsafeBytes { bytes in
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self))
        }
    }

    mutating func text() throws(SnapshotError) -> String {
        let range = try take(try count())
        guard let text = String(validating: bytes[range], as: UTF8.self) else { throw error("a text is no UTF-8") }
        return text
    }

    mutating func data() throws(SnapshotError) -> [UInt8] { Array(bytes[try take(try count())]) }

    mutating func digest() throws(SnapshotError) -> Digest {
        let range = try take(Digest.byteCount)
        let digest = bytes.withUnsafeBytes { Digest(bytes: UnsafeRawBufferPointer(rebasing: $0[range])) }
        guard let digest else { throw error("a digest has another size") }
        return digest
    }

    mutating func resource() throws(SnapshotError) -> ResourceURI {
        let text = ExactText(try text())
        if let known = resources[text] { return known }
        guard let resource = ResourceURI(text.string) else { throw error("a resource is no absolute URI") }
        resources[text] = resource
        return resource
    }

    private mutating func take(_ count: Int) throws(SnapshotError) -> Range<Int> {
        guard count <= end - offset else { throw error("the snapshot is cut short") }
        defer { offset += count }
        return offset..<offset + count
    }
}
