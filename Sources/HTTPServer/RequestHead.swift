// SPDX-License-Identifier: Apache-2.0

/// The header section of a request, read a second time and strictly.
///
/// The library is lenient where leniency lets two programs read one message in two ways: it joins folded lines, takes
/// a bare line feed for a line end, keeps spaces in field names, and takes the first of two lengths. Here each of
/// these is a refusal, so that what reaches a handler has one reading (RFC 9112, sections 2.2, 5 and 6).
struct RequestHead {
    struct Field {
        let name: UnsafeRawBufferPointer
        let value: UnsafeRawBufferPointer
    }

    /// Why a request is refused before its handler is asked.
    enum Refusal: Error {
        case malformed
        case tooLarge
        case unknownCoding
        case unknownVersion
        case bodyTooLarge
    }

    static let fieldsMax = 100

    private(set) var fields: [Field] = []
    /// What `Content-Length` announced, saturated; 0 without one.
    private(set) var contentLength = 0
    /// Whether the client may wait to be told to send the body (RFC 9110, section 10.1.1).
    private(set) var expectsContinue = false

    /// Reads the bytes between the request line's version and the body.
    ///
    /// The library parses in place: it wrote a zero over each line end byte and over the colon after each name. So a
    /// proper line is a name, a zero, a value and two zeros, and the section ends with two more. Anything else in the
    /// input (a bare line feed, a folded line) breaks this pattern, and zeros a client sent to imitate it make other
    /// fields of it than the library did: see `isSame(as:)`.
    ///
    /// The fields point into `raw` and live as long as it does.
    mutating func read(_ raw: UnsafeRawBufferPointer, isVersion11: Bool) throws(Refusal) {
        fields.removeAll(keepingCapacity: true)
        contentLength = 0
        expectsContinue = false
        let end = raw.count - 2
        // INVARIANT: the last two bytes are zero, so each scan below for a zero stops inside `raw`.
        guard end >= 2, raw[0] == 0, raw[1] == 0, raw[end] == 0, raw[end + 1] == 0 else { throw .malformed }
        var position = 2
        while position < end {
            position = try readField(raw, from: position, end: end)
        }
        guard position == end else { throw .malformed }
        try checkFraming(isVersion11: isVersion11)
    }

    /// Forgets the fields: what they point at is about to be reused.
    mutating func forget() {
        fields.removeAll(keepingCapacity: true)
    }

    private mutating func readField(
        _ raw: UnsafeRawBufferPointer, from start: Int, end: Int
    ) throws(Refusal) -> Int {
        guard fields.count < Self.fieldsMax else { throw .tooLarge }
        var colon = start
        while HTTPSyntax.isToken(raw[colon]) { colon += 1 }
        guard colon > start, colon < end, raw[colon] == 0 else { throw .malformed }
        var first = colon + 1
        while HTTPSyntax.isBlank(raw[first]) { first += 1 }
        var last = first
        while HTTPSyntax.isFieldValue(raw[last]) { last += 1 }
        guard last < end, raw[last] == 0, raw[last + 1] == 0 else { throw .malformed }
        fields.append(
            Field(
                name: UnsafeRawBufferPointer(rebasing: raw[start..<colon]),
                value: UnsafeRawBufferPointer(rebasing: raw[first..<last])))
        return last + 2
    }

    /// One host, one length or one coding, and no doubt about which (RFC 9112, sections 3.2 and 6.3).
    private mutating func checkFraming(isVersion11: Bool) throws(Refusal) {
        var hosts = 0
        var lengths = 0
        var codings = 0
        for field in fields {
            switch field.name.count {
            case 4 where field.isNamed("host"): hosts += 1
            case 6 where field.isNamed("expect"): expectsContinue = true
            case 14 where field.isNamed("content-length"):
                lengths += 1
                contentLength = try Self.length(field.value)
            case 17 where field.isNamed("transfer-encoding"):
                codings += 1
                guard field.isValued("chunked") else { throw .unknownCoding }
            default: break
            }
        }
        guard hosts <= 1, hosts == 1 || !isVersion11, lengths + codings <= 1, codings == 0 || isVersion11 else {
            throw .malformed
        }
    }

    private static func length(_ digits: UnsafeRawBufferPointer) throws(Refusal) -> Int {
        guard !digits.isEmpty else { throw .malformed }
        var value = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { throw .malformed }
            let (tens, overflowsTens) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsSum) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            value = overflowsTens || overflowsSum ? Int.max : sum
        }
        return value
    }
}

extension RequestHead.Field {
    /// Whether the field has this name, letter case aside.
    func isNamed(_ other: StaticString) -> Bool {
        HTTPSyntax.isSameName(name, UnsafeRawBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
    }

    fileprivate func isValued(_ other: StaticString) -> Bool {
        HTTPSyntax.isSameName(value, UnsafeRawBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
    }
}
