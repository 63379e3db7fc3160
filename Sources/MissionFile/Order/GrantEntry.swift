// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

/// One entry of the authority that an order asks for, on its way to JSON.
struct GrantEntry {
    let resource: String
    let isPrefix: Bool
    let actions: [String]
    /// Where the file says it.
    let mark: YAMLMark
    var constraints: [JSONValue.Member] = []
    var delegation: JSONValue?

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("type", "mission_resource_access"), .init("resource", .string(resource)),
            .init("actions", .array(actions.map { .string($0) })),
        ]
        if isPrefix { members.append(.init("resource_match", "prefix")) }
        if !constraints.isEmpty { members.append(.init("constraints", .object(constraints))) }
        if let delegation { members.append(.init("delegation", delegation)) }
        return .object(members)
    }

    /// The capability as something that can be taken away.
    var removal: JSONValue {
        ["actions": .array(actions.map { .string($0) }), "resource": .string(resource)]
    }
}

/// What a work order says may be done, before it is said on which terms.
struct Grant {
    let resource: String
    let isPrefix: Bool
    let actions: [String]
    /// Whether a person must agree each time.
    let asks: Bool
}
