// SPDX-License-Identifier: Apache-2.0

/// `Mission-Reference`, the HTTP field (draft-mcguinness-mission-authority-server, *HTTP Carriage*).
extension MissionReference {
    package static let fieldName: StaticString = "Mission-Reference"

    /// Reads the value of the field; lines that came apart are joined by `, ` before.
    ///
    /// Stricter than a dictionary of RFC 9651, section 4.2.2, which keeps the last of two members with one key: here
    /// a member comes once, is a string, has no parameters, and is `id` or `issuer`.
    package init(fieldValue: String) throws(MissionReferenceError) {
        var field = StructuredField(fieldValue)
        var id: String?
        var issuer: String?
        repeat {
            let key = try field.key()
            let value = try field.stringValue()
            switch key {
            case "id": try Self.set(&id, value)
            case "issuer": try Self.set(&issuer, value)
            default: throw .unknownMember
            }
        } while try field.hasAnotherMember()
        guard let id, let issuer else { throw .incomplete }
        try self.init(id: id, issuer: issuer)
    }

    private static func set(_ member: inout String?, _ value: String) throws(MissionReferenceError) {
        guard member == nil else { throw .duplicateMember }
        member = value
    }

    /// The reference as the value of the field (RFC 9651, section 4.1.2).
    package var fieldValue: String { "id=\(Self.quoted(id)), issuer=\(Self.quoted(issuer))" }

    private static func quoted(_ text: String) -> String {
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"" + String(escaped) + "\""
    }
}

/// A structured field under reading, as far as a dictionary of strings needs it (RFC 9651, section 4.2).
private struct StructuredField {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
        while rest.first == UInt8(ascii: " ") { rest.removeFirst() }
    }

    /// The key of a member: small letters, digits and `_-.*`, the first a letter or `*`.
    mutating func key() throws(MissionReferenceError) -> String {
        let key = rest.prefix { Self.isKeyStart($0) || (0x30...0x39).contains($0) || Self.marks.contains($0) }
        guard let first = key.first, Self.isKeyStart(first) else { throw .malformed }
        rest.removeFirst(key.count)
        return String(Substring(key))
    }

    /// The string after a key. What is none is told from what is no structured field at all by its first character.
    mutating func stringValue() throws(MissionReferenceError) -> String {
        guard take("=") else { throw rest.first == UInt8(ascii: ";") ? .hasParameters : .notString }
        guard take("\"") else { throw .notString }
        var value: [UInt8] = []
        while !take("\"") {
            let isEscaped = take("\\")
            guard let character = rest.popFirst(), (0x20...0x7E).contains(character) else { throw .malformed }
            if isEscaped, character != UInt8(ascii: "\""), character != UInt8(ascii: "\\") { throw .malformed }
            value.append(character)
        }
        if rest.first == UInt8(ascii: ";") { throw .hasParameters }
        return String(decoding: value, as: UTF8.self)
    }

    /// Whether a member follows; a comma without one is malformed.
    mutating func hasAnotherMember() throws(MissionReferenceError) -> Bool {
        skipBlanks()
        guard !rest.isEmpty else { return false }
        guard take(",") else { throw .malformed }
        skipBlanks()
        return true
    }

    private mutating func skipBlanks() {
        while let next = rest.first, next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") { rest.removeFirst() }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private static let marks = Array("_-.*".utf8)
    private static func isKeyStart(_ character: UInt8) -> Bool {
        (0x61...0x7A).contains(character) || character == UInt8(ascii: "*")
    }
}
