// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

@testable import MissionFile

/// 2026-11-20T10:00:00Z, and where the files of these tests lie.
let context = MissionOrder.Context(
    now: Instant(milliseconds: 1_795_168_800_000), issuer: "https://id.example.com", directory: "/srv/dana/repos")

func order(_ text: String) throws(MissionFileError) -> MissionOrder {
    try MissionOrder(reading: Array(text.utf8), in: context)
}

/// What is wrong with a mission file; nil when nothing is.
func fault(_ text: String, in context: MissionOrder.Context = context) -> MissionFileError? {
    do throws(MissionFileError) {
        _ = try MissionOrder(reading: Array(text.utf8), in: context)
        return nil
    } catch {
        return error
    }
}

func yaml(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> YAMLNode {
    try YAMLNode(reading: Array(text.utf8), limits: limits)
}

/// What is wrong with a YAML text; nil when nothing is.
func yamlFault(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) -> YAMLError? {
    do throws(YAMLError) {
        _ = try YAMLNode(reading: bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

func yamlFault(_ text: String, limits: YAMLLimits = YAMLLimits()) -> YAMLError? {
    yamlFault(Array(text.utf8), limits: limits)
}

extension YAMLNode {
    /// The value under a key of a mapping.
    subscript(_ key: String) -> YAMLNode? {
        guard case .mapping(let members) = content else { return nil }
        return members.first { $0.key == key }?.value
    }

    var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    var elements: [YAMLNode] {
        guard case .sequence(let elements) = content else { return [] }
        return elements
    }

    /// The tree without its places, for comparison.
    var json: JSONValue {
        switch content {
        case .sequence(let elements): .array(elements.map(\.json))
        case .mapping(let members): .object(members.map { .init($0.key, $0.value.json) })
        case .scalar(let scalar):
            switch scalar.value {
            case .null: .null
            case .boolean(let value): .boolean(value)
            case .integer, .number: .number(Double(scalar.text) ?? .nan)
            case .text: .string(scalar.text)
            }
        }
    }
}

extension MissionOrder {
    var intentText: String { String(decoding: intent, as: UTF8.self) }
    var authorityText: String { String(decoding: authorizationDetails, as: UTF8.self) }
}

/// A complete mission file whose `may` has `grant` as its only element, and `more` below it; the agent comes last
/// unless it is in there.
func mission(_ grant: String = "{ at: https://ci.example.com/runs, do: [runs.read] }", more: String = "") -> String {
    let agent = more.contains("agent:") ? "" : "\nagent: test-agent\n"
    return "mission: Test\nuntil: 3 days\nmay:\n  - \(grant)\n\(more)\(agent)"
}
