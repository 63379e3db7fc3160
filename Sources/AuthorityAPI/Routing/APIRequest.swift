// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionKernel
import MissionWire

/// A request whose caller is known, with what the routes need of it.
struct APIRequest: Sendable {
    let caller: Caller
    /// The values of the path's parameters, in order.
    let parameters: [String]
    let query: [String: String]
    let body: [UInt8]
    let contentType: String?
    /// `Mission-Reference` as it came; see ``checked(_:issuer:)``.
    let missionReference: String?

    /// The body as JSON; the content type must say so.
    func json(_ limits: JSONLimits = .document) throws(APIError) -> JSONNode {
        try mustBe("application/json")
        do throws(JSONError) {
            return try JSONDocument(body, limits: limits).root
        } catch {
            throw APIError(error)
        }
    }

    /// What `read` makes of the JSON body.
    func json<Value>(
        _ limits: JSONLimits = .document, _ read: (JSONNode) throws(JSONShapeError) -> Value
    ) throws(APIError) -> Value {
        let root = try json(limits)
        do throws(JSONShapeError) { return try read(root) } catch { throw APIError(error) }
    }

    /// For requests that say all by their path: no body, or an object without members.
    func mustBeEmpty() throws(APIError) {
        guard !body.isEmpty else { return }
        _ = try json { (node) throws(JSONShapeError) in try node.object(only: []) }
    }

    /// The fields of a form body; the content type must say so. A field that comes twice is refused.
    func form() throws(APIError) -> FormFields {
        try mustBe("application/x-www-form-urlencoded")
        return try FormFields(body)
    }

    /// Whether the content type is `type`, with or without parameters.
    func isOf(_ type: String) -> Bool {
        guard let contentType else { return false }
        if contentType == type { return true }
        let essence = contentType.prefix { $0 != ";" }
        return essence.filter { $0 != " " && $0 != "\t" }.lowercased() == type
    }

    private func mustBe(_ type: String) throws(APIError) {
        guard isOf(type) else { throw .unsupportedMediaType(expected: type) }
    }

    /// The identifier in the path; whatever is none is unknown like one that nobody has.
    func identifier<Kind: IdentifierKind>(_ position: Int = 0) throws(APIError) -> Identifier<Kind> {
        guard position < parameters.count, let id = Identifier<Kind>(parameters[position]) else {
            throw .refused(Refusal(.notFound, "nothing that you can see has this id"))
        }
        return id
    }

    /// Whether the query has `true` under this name; without the name it is false.
    func flag(_ name: String) throws(APIError) -> Bool {
        switch query[name] {
        case nil, "false": return false
        case "true": return true
        default: throw .malformed("`\(name)` must be `true` or `false`")
        }
    }

    /// A number in the query, within `range`.
    func number(_ name: String, in range: ClosedRange<Int64>, default standard: Int64) throws(APIError) -> Int64 {
        guard let text = query[name] else { return standard }
        guard let number = Int64(text), range.contains(number) else {
            throw .malformed("`\(name)` must be a number between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }
}

/// The fields of an `application/x-www-form-urlencoded` body.
struct FormFields: Sendable {
    private let fields: [String: String]

    init(_ body: [UInt8]) throws(APIError) {
        var fields: [String: String] = [:]
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decode(parts[0])
            guard fields[name] == nil else { throw .malformed("`\(name)` is given twice") }
            fields[name] = parts.count == 2 ? try Self.decode(parts[1]) : ""
        }
        self.fields = fields
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws(APIError) -> String {
        let text = bytes.withUnsafeBytes { PercentEncoding.decode($0, plusIsSpace: true) }
        guard let text else { throw .malformed("the form has a malformed percent-encoding") }
        return text
    }

    subscript(_ name: String) -> String? { fields[name] }

    /// The names that are none of `known`.
    func unknown(besides known: Set<String>) -> [String] { fields.keys.filter { !known.contains($0) }.sorted() }
}
