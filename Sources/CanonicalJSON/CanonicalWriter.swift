// SPDX-License-Identifier: Apache-2.0

/// Writes JSON in the one form of RFC 8785 (JCS): no space, members in UTF-16 order, ECMAScript numbers.
///
/// Members are written in the order they are given, which must be ascending: a reader of the calling code sees the
/// bytes. Debug builds check the order.
///
/// It cannot be copied: what is written is put where it stays, and a copy would write over it.
package struct CanonicalWriter: ~Copyable {
    // SAFETY: this value's own from `init` to `deinit`; `count` bytes of it are written, and `reserve` is asked first.
    private var room: UnsafeMutableBufferPointer<UInt8>
    private var count = 0
    private var needsComma = false
    #if DEBUG
    private var names: [[UInt16]?] = [nil]
    #endif

    package init(reservingBytes count: Int = 512) {
        room = .allocate(capacity: max(count, 1))
    }

    deinit { room.deallocate() }

    /// What has been written.
    package var bytes: [UInt8] { [UInt8](UnsafeBufferPointer(rebasing: room[..<count])) }

    /// An object whose members `body` writes.
    @inlinable
    package mutating func object<Failure: Error>(
        _ body: (inout CanonicalWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// An array whose elements `body` writes.
    @inlinable
    package mutating func array<Failure: Error>(
        _ body: (inout CanonicalWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    @usableFromInline
    package mutating func open(_ bracket: UInt8) {
        separate()
        put(bracket)
        needsComma = false
        enterNames()
    }

    @usableFromInline
    package mutating func close(_ bracket: UInt8) {
        leaveNames()
        put(bracket)
        needsComma = true
    }

    /// The name of the next member; its value must follow.
    @usableFromInline
    package mutating func name(_ name: String) {
        separate()
        checkOrder(name)
        putQuoted(name)
        put(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ value: String) {
        separate()
        putQuoted(value)
        needsComma = true
    }

    /// An integer that a double holds exactly (RFC 7493, section 2.2). What is read is below 2^53; that itself is
    /// written too, for it may have been recorded.
    package mutating func integer(_ value: some BinaryInteger) {
        guard let value = Int64(exactly: value), value.magnitude <= 1 << 53 else {
            preconditionFailure("\(value) is not an integer that every JSON reader holds exactly")
        }
        separate()
        put(JSONNumber.text(of: value))
        needsComma = true
    }

    /// A finite number.
    package mutating func number(_ value: Double) {
        separate()
        put(JSONNumber.text(of: value))
        needsComma = true
    }

    package mutating func boolean(_ value: Bool) { word(value ? "true" : "false") }
    package mutating func null() { word("null") }

    /// Bytes that are one canonical value already.
    package mutating func canonical(_ value: some Collection<UInt8>) {
        separate()
        put(value)
        needsComma = true
    }

    /// A string of bytes that need no escape: digits, hexadecimal, base64url.
    package mutating func plain(_ value: some Collection<UInt8>) {
        separate()
        put(UInt8(ascii: "\""))
        put(value)
        put(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func word(_ word: StaticString) {
        separate()
        word.withUTF8Buffer { put($0) }
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { put(UInt8(ascii: ",")) }
    }
}

/// Putting bytes where there is room for them.
extension CanonicalWriter {
    /// Sees to room for so many bytes more.
    private mutating func reserve(_ more: Int) {
        guard count + more > room.count else { return }
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(count + more, 2 * room.count))
        _ = larger.moveInitialize(fromContentsOf: UnsafeMutableBufferPointer(rebasing: room[..<count]))
        room.deallocate()
        room = larger
    }

    private mutating func put(_ byte: UInt8) {
        reserve(1)
        room.initializeElement(at: count, to: byte)
        count += 1
    }

    private mutating func put(_ bytes: some Collection<UInt8>) {
        reserve(bytes.count)
        count = room[count...].initialize(fromContentsOf: bytes)
    }

    private mutating func putQuoted(_ value: String) {
        put(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { utf8 in
            var clean = 0
            var index = JSONString.endOfPlain(utf8, from: 0)
            while index < utf8.count {
                if Self.needsEscape(utf8[index]) {
                    put(UnsafeBufferPointer(rebasing: utf8[clean..<index]))
                    putEscape(utf8[index])
                    clean = index + 1
                }
                index = JSONString.endOfPlain(utf8, from: index + 1)
            }
            put(UnsafeBufferPointer(rebasing: utf8[clean...]))
        }
        put(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// The escapes of RFC 8785, section 3.2.2.2.
    private mutating func putEscape(_ byte: UInt8) {
        put(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: put(UInt8(ascii: "b"))
        case 0x09: put(UInt8(ascii: "t"))
        case 0x0A: put(UInt8(ascii: "n"))
        case 0x0C: put(UInt8(ascii: "f"))
        case 0x0D: put(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): put(byte)
        default:
            let hex = Array("0123456789abcdef".utf8)
            put("u00".utf8)
            put(hex[Int(byte >> 4)])
            put(hex[Int(byte & 0xF)])
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

    @inlinable
    package mutating func member(
        _ name: String, object body: (inout CanonicalWriter) -> Void
    ) {
        self.name(name)
        object(body)
    }

    @inlinable
    package mutating func member<Element>(
        _ name: String, each elements: some Sequence<Element>, _ body: (inout CanonicalWriter, Element) -> Void
    ) {
        self.name(name)
        array { json in elements.forEach { body(&json, $0) } }
    }
}
