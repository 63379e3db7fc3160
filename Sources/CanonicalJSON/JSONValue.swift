// SPDX-License-Identifier: Apache-2.0

/// A JSON value built in memory. Documents that arrive are read through ``JSONNode``; this is for those we compose.
package indirect enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One member of an object. Names within an object must differ.
    package struct Member: Sendable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value in the one form of RFC 8785.
    package var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension JSONValue {
    /// A copy of a parsed value that no longer refers to its document.
    package init(_ node: JSONNode) {
        switch node.kind {
        case .null: self = .null
        case .boolean: self = .boolean(node.booleanValue == true)
        case .number: self = .number(node.doubleValue ?? 0)
        case .string: self = .string(node.stringValue ?? "")
        case .array:
            var elements: [JSONValue] = []
            node.forEachElement { elements.append(JSONValue($0)) }
            self = .array(elements)
        case .object:
            var members: [Member] = []
            node.forEachMember { members.append(Member($0, JSONValue($1))) }
            self = .object(members)
        }
    }
}

extension CanonicalWriter {
    /// Any composed value.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .boolean(let boolean): self.boolean(boolean)
        case .number(let number): self.number(number)
        case .string(let string): self.string(string)
        case .array(let elements): array { json in elements.forEach { json.value($0) } }
        case .object(let members):
            object { json in
                for member in members.sorted(by: { CanonicalOrder.precedes($0.name, $1.name) }) {
                    json.name(member.name)
                    json.value(member.value)
                }
            }
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .number(Double(value)) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
    package init(nilLiteral: ()) { self = .null }
}
