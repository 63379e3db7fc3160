// SPDX-License-Identifier: Apache-2.0

/// Reads one JSON text (RFC 8259) into tokens, refusing what readers disagree about.
///
/// Refused, each with its position: duplicate member names (compared after unescaping), lone surrogates,
/// invalid UTF-8, numbers outside a double, depth and size beyond the limits, and any byte after the value.
/// The parser does not recurse, so depth costs no stack.
struct JSONParser {
    private let text: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private var position = 0
    private var open: [Container] = []
    private(set) var tokens: [JSONToken] = []

    /// An array or object whose end has not come yet.
    private struct Container {
        let token: Int
        let kind: JSONKind
        var count: UInt32 = 0
    }

    init(_ text: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.text = text
        self.limits = limits
        tokens.reserveCapacity(min(text.count / 8 + 4, 4096))
        open.reserveCapacity(min(limits.depthMax, 16))
    }

    mutating func parse() throws(JSONError) {
        guard text.count <= limits.bytesMax else {
            throw error(.tooLarge(bytesMax: limits.bytesMax), at: limits.bytesMax)
        }
        skipSpace()
        guard position < text.count else { throw error(.empty) }
        try value()
        while !open.isEmpty { try continueContainer() }
        skipSpace()
        guard position == text.count else { throw error(.trailingBytes) }
    }

    /// Reads one value; of an array or object only its opening, which joins the open ones.
    private mutating func value() throws(JSONError) {
        let start = position
        switch try peek() {
        case UInt8(ascii: "{"): try openContainer(.object)
        case UInt8(ascii: "["): try openContainer(.array)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try literal("true", .boolean, flag: true)
        case UInt8(ascii: "f"): try literal("false", .boolean, flag: false)
        case UInt8(ascii: "n"): try literal("null", .null, flag: false)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            position = try JSONNumber.end(in: text, from: start)
            append(.number, start: start, end: position)
        case let byte: throw error(.unexpected(byte: byte))
        }
    }

    private mutating func openContainer(_ kind: JSONKind) throws(JSONError) {
        guard open.count < limits.depthMax else { throw error(.tooDeep(depthMax: limits.depthMax)) }
        open.append(Container(token: tokens.count, kind: kind))
        append(kind, start: position, end: position)
        position += 1
    }

    /// Takes the next step inside the innermost open container: an element, a member, or its end.
    private mutating func continueContainer() throws(JSONError) {
        let container = open[open.count - 1]
        let closing = container.kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
        skipSpace()
        guard try peek() != closing else { return try close(container) }
        if container.count > 0 {
            try expect(UInt8(ascii: ","))
            skipSpace()
        }
        open[open.count - 1].count += 1
        if container.kind == .object { try memberName() }
        try value()
    }

    private mutating func memberName() throws(JSONError) {
        let first = try peek()
        guard first == UInt8(ascii: "\"") else { throw error(.unexpected(byte: first)) }
        try string()
        skipSpace()
        try expect(UInt8(ascii: ":"))
        skipSpace()
    }

    private mutating func close(_ container: Container) throws(JSONError) {
        position += 1
        tokens[container.token].end = UInt32(position)
        tokens[container.token].next = UInt32(tokens.count)
        tokens[container.token].count = container.count
        open.removeLast()
        if container.kind == .object { try refuseDuplicates(in: container) }
    }

    private mutating func string() throws(JSONError) {
        let start = position + 1
        let scan = try JSONString.scan(text, from: start, refusesNoncharacters: limits.refusesNoncharacters)
        append(.string, start: start, end: scan.end, flag: scan.isEscaped)
        position = scan.end + 1
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONKind, flag: Bool) throws(JSONError) {
        let end = position + word.utf8CodeUnitCount
        for index in 0..<word.utf8CodeUnitCount {
            guard position + index < text.count else { throw error(.unexpectedEnd, at: text.count) }
            guard text[position + index] == word.utf8Start[index] else { throw error(.invalidLiteral) }
        }
        append(kind, start: position, end: end, flag: flag)
        position = end
    }

    private mutating func append(_ kind: JSONKind, start: Int, end: Int, flag: Bool = false) {
        let next = UInt32(tokens.count + 1)
        tokens.append(
            JSONToken(kind: kind, flag: flag, start: UInt32(start), end: UInt32(end), next: next, count: 0))
    }

    @inline(__always)
    private func peek() throws(JSONError) -> UInt8 {
        guard position < text.count else { throw error(.unexpectedEnd) }
        return text[position]
    }

    @inline(__always)
    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        let found = try peek()
        guard found == byte else { throw error(.unexpected(byte: found)) }
        position += 1
    }

    @inline(__always)
    private mutating func skipSpace() {
        while position < text.count, Self.isSpace(text[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private func error(_ fault: JSONError.Fault, at offset: Int? = nil) -> JSONError {
        JSONError(fault, at: offset ?? position, in: text)
    }
}

extension JSONParser {
    /// Up to this many members every pair is compared, which needs no memory; beyond it a set is cheaper.
    private static let pairwiseMembersMax = 12

    /// Two members whose names are the same after unescaping make the text ambiguous.
    private func refuseDuplicates(in object: Container) throws(JSONError) {
        guard object.count > 1 else { return }
        let first = object.token + 1
        let duplicate =
            object.count <= Self.pairwiseMembersMax
            ? pairwiseDuplicate(from: first, count: object.count) : hashedDuplicate(from: first, count: object.count)
        guard let duplicate else { return }
        throw JSONError(
            .duplicateName(JSONString.text(of: tokens[duplicate], in: text)),
            at: Int(tokens[duplicate].start) - 1, in: text)
    }

    private func pairwiseDuplicate(from first: Int, count: UInt32) -> Int? {
        var later = first
        for _ in 1..<count {
            later = name(after: later)
            var earlier = first
            while earlier < later {
                if isSameName(tokens[earlier], tokens[later]) { return later }
                earlier = name(after: earlier)
            }
        }
        return nil
    }

    /// The name of the member after the one with this name.
    private func name(after name: Int) -> Int { Int(tokens[name + 1].next) }

    private func isSameName(_ left: JSONToken, _ right: JSONToken) -> Bool {
        if left.flag || right.flag {
            return JSONString.text(of: left, in: text).utf8.elementsEqual(JSONString.text(of: right, in: text).utf8)
        }
        guard left.end - left.start == right.end - right.start else { return false }
        for offset in 0..<Int(left.end - left.start)
        where text[Int(left.start) + offset] != text[Int(right.start) + offset] { return false }
        return true
    }

    private func hashedDuplicate(from first: Int, count: UInt32) -> Int? {
        // WHY: Swift compares strings by canonical equivalence; JSON member names are compared code point by code
        // point.
        var seen: Set<[UInt8]> = []
        var name = first
        for _ in 0..<count {
            defer { name = self.name(after: name) }
            let token = tokens[name]
            let bytes =
                token.flag
                ? Array(JSONString.text(of: token, in: text).utf8)
                : Array(text[Int(token.start)..<Int(token.end)])
            guard seen.insert(bytes).inserted else { return name }
        }
        return nil
    }
}
