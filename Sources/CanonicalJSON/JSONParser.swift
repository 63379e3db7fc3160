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
    private var open: [Int] = []
    private(set) var tokens: [JSONToken] = []

    init(_ text: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.text = text
        self.limits = limits
        tokens.reserveCapacity(min(text.count / 8 + 4, 4096))
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
        open.append(tokens.count)
        append(kind, start: position, end: position)
        position += 1
    }

    /// Takes the next step inside the innermost open container: an element, a member, or its end.
    private mutating func continueContainer() throws(JSONError) {
        let container = open[open.count - 1]
        let kind = tokens[container].kind
        let closing = kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
        skipSpace()
        if try peek() == closing, tokens[container].count == 0 { return try close(container) }
        if tokens[container].count > 0 {
            guard try peek() != closing else { return try close(container) }
            try expect(UInt8(ascii: ","))
            skipSpace()
        }
        tokens[container].count += 1
        if kind == .object { try memberName() }
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

    private mutating func close(_ container: Int) throws(JSONError) {
        position += 1
        tokens[container].end = UInt32(position)
        tokens[container].next = UInt32(tokens.count)
        open.removeLast()
        if tokens[container].kind == .object { try refuseDuplicates(in: container) }
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

    private func peek() throws(JSONError) -> UInt8 {
        guard position < text.count else { throw error(.unexpectedEnd) }
        return text[position]
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        let found = try peek()
        guard found == byte else { throw error(.unexpected(byte: found)) }
        position += 1
    }

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
    private func refuseDuplicates(in object: Int) throws(JSONError) {
        let count = Int(tokens[object].count)
        guard count > 1 else { return }
        var names: [Int] = []
        names.reserveCapacity(count)
        var name = object + 1
        for _ in 0..<count {
            names.append(name)
            name = Int(tokens[name + 1].next)
        }
        let duplicate = count <= Self.pairwiseMembersMax ? pairwiseDuplicate(names) : hashedDuplicate(names)
        guard let duplicate else { return }
        throw JSONError(
            .duplicateName(JSONString.text(of: tokens[duplicate], in: text)),
            at: Int(tokens[duplicate].start) - 1, in: text)
    }

    private func pairwiseDuplicate(_ names: [Int]) -> Int? {
        for later in 1..<names.count {
            for earlier in 0..<later where isSameName(tokens[names[earlier]], tokens[names[later]]) {
                return names[later]
            }
        }
        return nil
    }

    private func isSameName(_ left: JSONToken, _ right: JSONToken) -> Bool {
        if left.flag || right.flag {
            return JSONString.text(of: left, in: text).utf8.elementsEqual(JSONString.text(of: right, in: text).utf8)
        }
        let leftBytes = text[Int(left.start)..<Int(left.end)]
        let rightBytes = text[Int(right.start)..<Int(right.end)]
        return leftBytes.count == rightBytes.count && leftBytes.elementsEqual(rightBytes)
    }

    private func hashedDuplicate(_ names: [Int]) -> Int? {
        // WHY: Swift compares strings by canonical equivalence; JSON member names are compared code point by code
        // point.
        var seen: Set<[UInt8]> = []
        for name in names {
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
