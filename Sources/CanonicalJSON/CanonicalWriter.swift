// SPDX-License-Identifier: Apache-2.0

/// Writes JSON in the one form of RFC 8785 (JCS): no space, members in UTF-16 order, ECMAScript numbers.
///
/// Members are written in the order they are given, which must be ascending: a reader of the calling code sees the
/// bytes. Debug builds check the order.
package struct CanonicalWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8]
    private var needsComma = false
    #if DEBUG
    private var names: [[UInt16]?] = [nil]
    #endif

    package init(reservingBytes count: Int = 512) {
        bytes = []
        bytes.reserveCapacity(count)
    }

    /// An object whose members `body` writes.
    package mutating func object<Failure: Error>(
        _ body: (inout CanonicalWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try container(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// An array whose elements `body` writes.
    package mutating func array<Failure: Error>(
        _ body: (inout CanonicalWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try container(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    private mutating func container<Failure: Error>(
        _ opening: UInt8, _ closing: UInt8, _ body: (inout CanonicalWriter) throws(Failure) -> Void
    ) throws(Failure) {
        separate()
        bytes.append(opening)
        needsComma = false
        enterNames()
        try body(&self)
        leaveNames()
        bytes.append(closing)
        needsComma = true
    }

    /// The name of the next member; its value must follow.
    package mutating func name(_ name: String) {
        separate()
        checkOrder(name)
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ value: String) {
        separate()
        appendQuoted(value)
        needsComma = true
    }

    /// An integer that a double holds exactly (RFC 7493, section 2.2).
    package mutating func integer(_ value: some BinaryInteger) {
        guard let value = Int64(exactly: value), value.magnitude <= 1 << 53 else {
            preconditionFailure("\(value) is not an integer that every JSON reader holds exactly")
        }
        separate()
        JSONNumber.append(value, to: &bytes)
        needsComma = true
    }

    /// A finite number.
    package mutating func number(_ value: Double) {
        separate()
        JSONNumber.append(value, to: &bytes)
        needsComma = true
    }

    package mutating func boolean(_ value: Bool) { word(value ? "true" : "false") }
    package mutating func null() { word("null") }

    /// Bytes that are one canonical value already.
    package mutating func canonical(_ value: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: value)
        needsComma = true
    }

    /// A string of bytes that need no escape: digits, hexadecimal, base64url.
    package mutating func plain(_ value: some Collection<UInt8>) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: value)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func word(_ word: StaticString) {
        separate()
        word.withUTF8Buffer { bytes.append(contentsOf: $0) }
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func appendQuoted(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { utf8 in
            var clean = 0
            for index in 0..<utf8.count where Self.needsEscape(utf8[index]) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[clean..<index]))
                appendEscape(utf8[index])
                clean = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[clean...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// The escapes of RFC 8785, section 3.2.2.2.
    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            let hex = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(contentsOf: [hex[Int(byte >> 4)], hex[Int(byte & 0xF)]])
        }
    }
}

extension CanonicalWriter {
    #if DEBUG
    private mutating func enterNames() { names.append(nil) }
    private mutating func leaveNames() { names.removeLast() }

    private mutating func checkOrder(_ name: String) {
        let units = Array(name.utf16)
        if let previous = names[names.count - 1] {
            precondition(previous.lexicographicallyPrecedes(units), "member `\(name)` is out of canonical order")
        }
        names[names.count - 1] = units
    }
    #else
    private func enterNames() {}
    private func leaveNames() {}
    private func checkOrder(_ name: String) {}
    #endif
}

/// Members of the types that are written most, each a name and a value; optional values are left out when nil.
extension CanonicalWriter {
    package mutating func member(_ name: String, _ value: String) {
        self.name(name)
        string(value)
    }

    package mutating func member(_ name: String, _ value: some BinaryInteger) {
        self.name(name)
        integer(value)
    }

    package mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        boolean(value)
    }

    package mutating func member(_ name: String, _ value: String?) {
        if let value { member(name, value) }
    }

    package mutating func member(_ name: String, _ values: [String]) {
        self.name(name)
        array { json in values.forEach { json.string($0) } }
    }

    package mutating func member(_ name: String, canonical value: some Collection<UInt8>) {
        self.name(name)
        canonical(value)
    }

    package mutating func member(
        _ name: String, object body: (inout CanonicalWriter) -> Void
    ) {
        self.name(name)
        object(body)
    }

    package mutating func member<Element>(
        _ name: String, each elements: some Sequence<Element>, _ body: (inout CanonicalWriter, Element) -> Void
    ) {
        self.name(name)
        array { json in elements.forEach { body(&json, $0) } }
    }
}
