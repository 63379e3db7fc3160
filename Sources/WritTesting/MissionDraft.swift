// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel
import MissionWire

/// A mission as a test asks for it: what matters to the test is named, the rest is ordinary.
package struct MissionDraft: Sendable {
    /// The software that runs it; for a child, its actor.
    package var client = "agent"
    /// The entries asked for; see ``JSONValue/entry(_:on:match:constraints:delegation:)``.
    package var authority: [JSONValue]
    package var controls: JSONValue?
    /// From now until `intent.expires_at`.
    package var lifetime: Duration = .hours(8)
    /// From now until the end that is approved; nil for the whole lifetime.
    package var approvedFor: Duration?
    package var subject = Person.ada
    package var approver = Person.ada

    package init(
        _ authority: [JSONValue] = [.entry("invoices.read")], controls: JSONValue? = nil,
        lifetime: Duration = .hours(8), client: String = "agent"
    ) {
        self.authority = authority
        self.controls = controls
        self.lifetime = lifetime
        self.client = client
    }

    /// The intent, recorded as the edge would.
    package func intent(at now: Instant) -> RecordedIntent {
        var members: [JSONValue.Member] = [
            JSONValue.Member("goal", "Reconcile the invoices of the third quarter."),
            JSONValue.Member("expires_at", .string(RFC3339.text(now + lifetime))),
            JSONValue.Member("resources", .array(resources.map { .string($0) })),
        ]
        if let controls, !controls.isNull { members.append(JSONValue.Member("controls", controls)) }
        return Wire.read(.object(members)) { (node) throws(JSONShapeError) in
            try IntentGrammar.recorded(node, issuer: KernelWorld.issuer)
        }
    }

    private var resources: [String] {
        var seen: [String] = []
        for case .object(let members) in authority {
            guard case .string(let resource)? = members.first(where: { $0.name == "resource" })?.value,
                !seen.contains(resource)
            else { continue }
            seen.append(resource)
        }
        return seen
    }
}

extension RecordedAuthority {
    /// Entries as the edge would record them.
    package init(_ entries: [JSONValue]) {
        self = Wire.read(.array(entries)) { (node) throws(JSONShapeError) in
            try RecordedAuthority(node, issuer: KernelWorld.issuer)
        }
    }
}

extension AuthorityEntry {
    /// An entry read from its wire form.
    package init(_ entry: JSONValue) {
        self = Wire.read(entry, AuthorityGrammar.entry)
    }
}

extension JSONValue {
    /// Where entries are for unless they say otherwise.
    package static let erp = "https://erp.example.com"

    /// One entry of an authority set.
    package static func entry(
        _ actions: String..., on resource: String = JSONValue.erp, match: String? = nil,
        constraints: JSONValue? = nil, delegation: JSONValue? = nil
    ) -> JSONValue {
        var members: [Member] = [
            Member("type", "mission_resource_access"), Member("resource", .string(resource)),
            Member("actions", .array(actions.map { .string($0) })),
        ]
        if let match { members.append(Member("resource_match", .string(match))) }
        if let constraints, !constraints.isNull { members.append(Member("constraints", constraints)) }
        if let delegation, !delegation.isNull { members.append(Member("delegation", delegation)) }
        return .object(members)
    }

    // A `nil` that a test writes may be taken for a JSON null; here both mean that there is none.
    fileprivate var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// A `delegation` under which children can be made without asking anyone again.
    package static func children(
        max: Int? = nil, depth: Int = 1, delegates: Int = 2, policy: String? = nil
    ) -> JSONValue {
        var children: [Member] = [Member("max_child_depth", .number(Double(depth)))]
        if let max { children.append(Member("max_children", .number(Double(max)))) }
        if let policy { children.append(Member("child_creation_policy", .string(policy))) }
        return ["max_depth": .number(Double(delegates)), "children": .object(children)]
    }

    /// A condition on a named fact.
    package static func condition(
        _ fact: String, is value: JSONValue, else consequence: JSONValue = "suspend", onReturn: String? = nil
    ) -> JSONValue {
        var members = [
            Member("fact", .string(fact)), Member("is", value), Member("else", consequence),
        ]
        if let onReturn { members.append(Member("on_return", .string(onReturn))) }
        return .object(members)
    }

    /// An amount of money.
    package static func money(_ amount: String, _ currency: String = "EUR") -> JSONValue {
        ["amount": .string(amount), "currency": .string(currency)]
    }
}
