// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionWire

/// Holds values against the part of JSON Schema 2020-12 that the API description uses. A keyword that is unknown here
/// is a fault of the schema.
struct SchemaValidator: Sendable {
    let document: JSONDocument

    /// All that is wrong with a JSON body. Strictly means that what is not described is a fault too.
    func faults(of body: [UInt8], _ payload: JSONNode, strictly: Bool) -> [String] {
        payload["schema"].map { faults(of: body, schema: $0, strictly: strictly) } ?? ["no schema"]
    }

    func faults(of body: [UInt8], schema: JSONNode, strictly: Bool) -> [String] {
        do {
            let value = try JSONDocument(body, limits: JSONLimits(bytesMax: 1 << 24, depthMax: 64)).root
            return faults(of: value, schema, strictly)
        } catch {
            return ["\(error)"]
        }
    }

    /// The schema itself, where this is a reference.
    func resolved(_ schema: JSONNode) -> JSONNode {
        guard let reference = schema["$ref"]?.stringValue else { return schema }
        var node = document.root
        for name in reference.split(separator: "/").dropFirst() {
            guard let next = node[dynamic: String(name)] else { return schema }
            node = next
        }
        return node
    }

    private func faults(of value: JSONNode, _ schema: JSONNode, _ strictly: Bool) -> [String] {
        let schema = resolved(schema)
        var faults = value.kind == .object && schema["oneOf"] == nil ? memberFaults(of: value, schema, strictly) : []
        schema.forEachMember { keyword, rule in
            faults += self.faults(of: value, keyword, rule, strictly).map { "\(value.path) \($0)" }
        }
        return faults
    }

    private func faults(
        of value: JSONNode, _ keyword: String, _ rule: JSONNode, _ strictly: Bool
    ) -> [String] {
        switch keyword {
        case "type": isOf(rule, value) ? [] : ["is not of type \(JSONValue(rule).text)"]
        case "const": value.stringValue == rule.stringValue ? [] : ["is not `\(rule.stringValue ?? "")`"]
        case "enum": isAmong(rule, value) ? [] : ["is none of \(JSONValue(rule).text)"]
        case "pattern", "format", "minLength", "maxLength": textFaults(of: value, keyword, rule)
        case "minimum": (value.doubleValue ?? 0) >= (rule.doubleValue ?? 0) ? [] : ["is too small"]
        case "maximum": (value.doubleValue ?? 0) <= (rule.doubleValue ?? 0) ? [] : ["is too large"]
        case "minItems": value.count >= Int(rule.integerValue ?? 0) ? [] : ["has too few elements"]
        case "maxItems": value.count <= Int(rule.integerValue ?? 0) ? [] : ["has too many elements"]
        case "items": elementFaults(of: value, rule, strictly)
        case "required": missing(from: value, rule)
        case "properties", "additionalProperties": []
        case "oneOf": alternativeFaults(of: value, rule, strictly)
        default: ["is described with `\(keyword)`, which nobody understands"]
        }
    }
}

/// Keywords.
extension SchemaValidator {
    private func isOf(_ rule: JSONNode, _ value: JSONNode) -> Bool {
        var names = [rule.stringValue].compactMap(\.self)
        rule.forEachElement { names += [$0.stringValue].compactMap(\.self) }
        return names.contains { name in
            switch name {
            case "object": value.kind == .object
            case "array": value.kind == .array
            case "string": value.kind == .string
            case "boolean": value.kind == .boolean
            case "integer": value.integerValue != nil
            default: false
            }
        }
    }

    private func isAmong(_ rule: JSONNode, _ value: JSONNode) -> Bool {
        var isAmong = false
        rule.forEachElement { if $0.stringValue == value.stringValue { isAmong = true } }
        return isAmong
    }

    private func textFaults(of value: JSONNode, _ keyword: String, _ rule: JSONNode) -> [String] {
        guard let text = value.stringValue else { return [] }
        let length = Int64(text.unicodeScalars.count)
        switch (keyword, rule.stringValue) {
        case ("minLength", _): return length >= rule.integerValue ?? 0 ? [] : ["is too short"]
        case ("maxLength", _): return length <= rule.integerValue ?? 0 ? [] : ["is too long"]
        case ("pattern", let pattern?): return matches(text, pattern) ? [] : ["does not match `\(pattern)`"]
        case ("format", "date-time"?): return RFC3339.timestamp(text) == nil ? ["is no date-time"] : []
        case ("format", "duration"?): return ISODuration.milliseconds(text) == nil ? ["is no duration"] : []
        case ("format", "uri"?): return text.contains(":") ? [] : ["is no URI"]
        default: return ["is described with an unknown `\(keyword)`"]
        }
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        do { return try Regex(pattern).wholeMatch(in: text) != nil } catch { return false }
    }

    private func elementFaults(of value: JSONNode, _ rule: JSONNode, _ strictly: Bool) -> [String] {
        var faults: [String] = []
        value.forEachElement { faults += self.faults(of: $0, rule, strictly) }
        return faults
    }

    private func missing(from value: JSONNode, _ rule: JSONNode) -> [String] {
        var faults: [String] = []
        rule.forEachElement { name in
            if value[dynamic: name.stringValue ?? ""] == nil { faults.append("lacks \(JSONValue(name).text)") }
        }
        return faults
    }

    private func memberFaults(of value: JSONNode, _ schema: JSONNode, _ strictly: Bool) -> [String] {
        let others = schema["additionalProperties"]
        var faults: [String] = []
        value.forEachMember { name, member in
            if let described = schema["properties"]?[dynamic: name] {
                faults += self.faults(of: member, described, strictly)
            } else if let others, others.kind == .object {
                faults += self.faults(of: member, others, strictly)
            } else if others?.booleanValue != true, strictly || others != nil {
                faults.append("has the member `\(name)`, which is not described")
            }
        }
        return faults
    }

    private func alternativeFaults(of value: JSONNode, _ rule: JSONNode, _ strictly: Bool) -> [String] {
        var matching = 0
        var nearest: [String]?
        rule.forEachElement { schema in
            let faults = self.faults(of: value, schema, strictly)
            if faults.isEmpty { matching += 1 } else if faults.count < nearest?.count ?? .max { nearest = faults }
        }
        if matching == 1 { return [] }
        return matching > 1 ? ["is of several kinds at once"] : (nearest ?? []) + ["is of none of the kinds"]
    }
}

extension JSONValue {
    var text: String { String(decoding: canonicalBytes, as: UTF8.self) }
}
