// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

/// What a value looks like, in the words of JSON Schema 2020-12.
///
/// Schemas stand beside the code that reads or writes what they describe. One that has a name becomes a component of
/// the API description; the others stand where they are used.
struct Schema: Sendable {
    let name: String?
    /// The schema itself, with references to those that have names.
    let definition: JSONValue
    /// The schemas that this one speaks of.
    private let parts: [Schema]

    init(named name: String? = nil, _ keywords: [JSONValue.Member], parts: [Schema] = []) {
        self.name = name
        definition = .object(keywords)
        self.parts = parts
    }

    /// How other schemas speak of this one.
    var json: JSONValue {
        guard let name else { return definition }
        return ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// Adds this schema and those that it speaks of, as far as they have names.
    func collect(into components: inout [String: JSONValue]) {
        if let name {
            if let known = components[name] {
                precondition(
                    known.canonicalBytes == definition.canonicalBytes, "two different schemas are named `\(name)`")
                return
            }
            components[name] = definition
        }
        for part in parts { part.collect(into: &components) }
    }
}

/// Simple values.
extension Schema {
    static let boolean = Schema([.init("type", "boolean")])
    static let string = Schema([.init("type", "string")])

    /// Text of so many characters.
    static func text(_ lengths: ClosedRange<Int64>) -> Schema {
        Schema([
            .init("maxLength", .number(Double(lengths.upperBound))),
            .init("minLength", .number(Double(lengths.lowerBound))), .init("type", "string"),
        ])
    }

    static func text(matching pattern: String) -> Schema {
        Schema([.init("pattern", .string(pattern)), .init("type", "string")])
    }

    static func text(format: String) -> Schema {
        Schema([.init("format", .string(format)), .init("type", "string")])
    }

    static func constant(_ text: String) -> Schema { Schema([.init("const", .string(text))]) }

    /// One of the names of a closed set.
    static func one<Value: RawRepresentable & CaseIterable>(of type: Value.Type) -> Schema
    where Value.RawValue == String { one(of: type.allCases.map(\.rawValue)) }

    static func one(of names: [String]) -> Schema {
        Schema([.init("enum", .array(names.map { .string($0) })), .init("type", "string")])
    }

    static func integer(_ range: ClosedRange<Int64>) -> Schema {
        Schema([
            .init("maximum", .number(Double(range.upperBound))), .init("minimum", .number(Double(range.lowerBound))),
            .init("type", "integer"),
        ])
    }

    /// A number of things: from 0 to what every JSON reader holds exactly.
    static let count = integer(0...JSONNode.integerMax)
    static let positive = integer(1...JSONNode.integerMax)
}

/// Values that are made of others.
extension Schema {
    typealias Members = KeyValuePairs<String, Schema>

    /// An object to which members may be added in time.
    static func object(_ required: Members = [:], optional: Members = [:]) -> Schema {
        object(nil, required, optional, others: nil)
    }

    static func object(_ name: String, _ required: Members = [:], optional: Members = [:]) -> Schema {
        object(name, required, optional, others: nil)
    }

    /// An object of which other members are refused.
    static func closed(_ required: Members = [:], optional: Members = [:]) -> Schema {
        object(nil, required, optional, others: false)
    }

    static func closed(_ name: String, _ required: Members = [:], optional: Members = [:]) -> Schema {
        object(name, required, optional, others: false)
    }

    /// An object that may have any other members too.
    static func open(_ required: Members = [:], optional: Members = [:]) -> Schema {
        object(nil, required, optional, others: true)
    }

    static func open(_ name: String, _ required: Members = [:], optional: Members = [:]) -> Schema {
        object(name, required, optional, others: true)
    }

    private static func object(
        _ name: String?, _ required: Members, _ optional: Members, others: JSONValue?
    ) -> Schema {
        let members = Array(required) + Array(optional)
        var keywords = [JSONValue.Member("type", "object")]
        if !members.isEmpty {
            keywords.append(.init("properties", .object(members.map { .init($0.key, $0.value.json) })))
        }
        if !required.isEmpty {
            keywords.append(.init("required", .array(required.map { .string($0.key) })))
        }
        if let others { keywords.append(.init("additionalProperties", others)) }
        return Schema(named: name, keywords, parts: members.map(\.value))
    }

    /// An object whose members all have values of one kind.
    static func map(to value: Schema) -> Schema {
        Schema([.init("additionalProperties", value.json), .init("type", "object")], parts: [value])
    }

    static func array(of element: Schema, _ counts: ClosedRange<Int64>? = nil) -> Schema {
        var keywords: [JSONValue.Member] = [.init("items", element.json), .init("type", "array")]
        if let counts {
            keywords.append(.init("maxItems", .number(Double(counts.upperBound))))
            if counts.lowerBound > 0 { keywords.append(.init("minItems", .number(Double(counts.lowerBound)))) }
        }
        return Schema(keywords, parts: [element])
    }

    /// A value of exactly one of several kinds.
    static func either(_ schemas: [Schema]) -> Schema { either(nil, schemas) }

    static func either(_ name: String?, _ schemas: [Schema]) -> Schema {
        Schema(named: name, [.init("oneOf", .array(schemas.map(\.json)))], parts: schemas)
    }

    /// Server-sent events whose data is JSON of one kind.
    static func events(of data: Schema) -> Schema {
        Schema([.init("type", "string"), .init("x-event-data", data.json)], parts: [data])
    }

    /// A compact JWS (RFC 7515) whose payload is JSON of one kind.
    static func jws(of payload: Schema) -> Schema {
        Schema(
            [
                .init("pattern", "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$"), .init("type", "string"),
                .init("x-jws-payload", payload.json),
            ], parts: [payload])
    }
}
