// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionKernel
import MissionWire
import Platform

/// A request whose caller is known, with what the routes need of it.
struct APIRequest: Sendable {
    let caller: Caller
    /// The process that asks, on the owner's socket.
    let peer: ProcessFacts?
    /// The values of the path's parameters, in order.
    let parameters: [String]
    let query: [String: String]
    let body: [UInt8]
    let contentType: ContentType
    /// `Mission-Reference` as it came; see ``checked(_:issuer:)``.
    let missionReference: String?

    /// The body as JSON; the content type must say so.
    func json(_ limits: JSONLimits = .document) throws(APIError) -> JSONNode {
        try mustBe(ContentType.json)
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
        try mustBe(ContentType.form)
        return try FormFields(body)
    }

    private func mustBe(_ type: String) throws(APIError) {
        guard contentType.isOf(type) else { throw .unsupportedMediaType(expected: type) }
    }

    /// The parameter of the path at this position; empty for a route that has none there.
    func parameter(_ position: Int = 0) -> String { position < parameters.count ? parameters[position] : "" }

    /// The identifier in the path; whatever is none is one that nobody has, and is answered alike.
    func identifier<Kind: IdentifierKind>(_ position: Int = 0) -> Identifier<Kind> {
        Identifier<Kind>(parameter(position)) ?? .unassigned
    }

    /// Where a page of a list begins that tells the newest first: before all that came later. Without a word, at the
    /// newest.
    func pageStart() throws(APIError) -> Int32 {
        Int32(try number("before", in: 0...Int64(Int32.max), default: Int64(Int32.max)))
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
        guard let number = Int64(digits: text), range.contains(number) else {
            throw .malformed("`\(name)` must be a number between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }
}

extension Int64 {
    /// What decimal digits stand for; nil for a sign, a space, a leading zero or too large a number.
    init?(digits text: String) {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            text == "0" || text.utf8.first != UInt8(ascii: "0")
        else { return nil }
        self.init(text)
    }
}
