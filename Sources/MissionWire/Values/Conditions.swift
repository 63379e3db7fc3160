// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// Facts, conditions and removals as objects.
extension JSONNode {
    /// `{"name": …}` for a fact of the deployment, `{"enabled": {"iss": …, "sub": …}}` for whether a person is enabled.
    package func factKey() throws(JSONShapeError) -> FactKey {
        let object = try object(only: ["enabled", "name"])
        switch (object["name"], object["enabled"]) {
        case (let name?, nil): return .named(try name.factName())
        case (nil, let enabled?): return .enabled(try enabled.principal())
        default: throw error("must have exactly one of `name` and `enabled`")
        }
    }

    /// A fact's name: 1 to 256 characters without spaces.
    package func factName() throws(JSONShapeError) -> ExactText {
        let name = try string()
        guard (1...256).contains(name.utf8.count), !name.contains(where: \.isWhitespace) else {
            throw error("must be a name of 1 to 256 characters without spaces, such as `branch.main.frozen`")
        }
        return ExactText(name)
    }

    /// A boolean, an integer or a string.
    package func factValue() throws(JSONShapeError) -> FactValue {
        switch kind {
        case .boolean: return .boolean(try boolean())
        case .number: return .integer(try integer(in: -JSONNode.integerMax...JSONNode.integerMax))
        case .string: return .text(try exactText())
        default: throw error("must be a boolean, an integer or a string")
        }
    }

    /// `{"fact": "branch.frozen", "is": false, "else": "suspend", "on_return": "resume"}`
    package func condition() throws(JSONShapeError) -> ConditionTerms {
        let object = try object(only: ["else", "fact", "is", "is_not", "on_return"])
        return ConditionTerms(
            fact: try object.member("fact").conditionFact(), test: try object.factTest(),
            consequence: try object["else"].map { (node) throws(JSONShapeError) in try node.consequence() } ?? .suspend,
            onReturn: try object["on_return"].map { (node) throws(JSONShapeError) in
                try node.oneOf(ReturnName.self) == .resume ? OnReturn.resume : .stay
            } ?? .stay)
    }

    private func conditionFact() throws(JSONShapeError) -> FactKey {
        kind == .string ? .named(try factName()) : try factKey()
    }

    private func factTest() throws(JSONShapeError) -> FactTest {
        switch (self["is"], self["is_not"]) {
        case (let value?, nil): return .equals(try value.factValue())
        case (nil, let value?): return .differs(try value.factValue())
        default: throw error("must have exactly one of `is` and `is_not`")
        }
    }

    private enum ReturnName: String, CaseIterable { case resume, stay }
    private enum ConsequenceName: String, CaseIterable { case suspend, revoke, complete }

    /// `"suspend"`, `"revoke"`, `"complete"`, or `{"narrow": [removal, …]}`
    package func consequence() throws(JSONShapeError) -> Consequence {
        guard kind == .object else {
            switch try oneOf(ConsequenceName.self) {
            case .suspend: return .suspend
            case .revoke: return .revoke
            case .complete: return .complete
            }
        }
        return .narrow(try object(only: ["narrow"]).member("narrow").removals())
    }

    package func removals() throws(JSONShapeError) -> [Removal] {
        let removals = try array(max: AuthorityGrammar.entriesMax) { (node) throws(JSONShapeError) in
            try node.removal()
        }
        guard !removals.isEmpty else { throw error("must name at least one capability") }
        return removals
    }

    /// `{"resource": …, "actions": [ … ]}`; without actions, the whole entry.
    package func removal() throws(JSONShapeError) -> Removal {
        let object = try object(only: ["actions", "resource"])
        return Removal(
            resource: try AuthorityGrammar.resource(object.member("resource")),
            actions: try object["actions"].map { (node) throws(JSONShapeError) in
                let actions = try node.array(max: AuthorityGrammar.listMax, AuthorityGrammar.action)
                guard !actions.isEmpty else { throw node.error("must name at least one action, or be left out") }
                return actions
            })
    }
}

extension CanonicalWriter {
    package mutating func member(_ name: String, _ fact: FactKey) {
        member(name) { json in
            switch fact {
            case .named(let text): json.member("name", text)
            case .enabled(let principal): json.member("enabled", principal)
            }
        }
    }

    package mutating func member(_ name: String, _ value: FactValue) {
        switch value {
        case .boolean(let boolean): member(name, boolean)
        case .integer(let integer): member(name, integer)
        case .text(let text): member(name, text)
        }
    }

    package mutating func value(_ condition: ConditionTerms) {
        object { json in json.members(of: condition) }
    }

    package mutating func members(of condition: ConditionTerms) {
        member("else", condition.consequence)
        if case .named(let name) = condition.fact { member("fact", name) } else { member("fact", condition.fact) }
        switch condition.test {
        case .equals(let value): member("is", value)
        case .differs(let value): member("is_not", value)
        }
        member("on_return", condition.onReturn == .resume ? "resume" : "stay")
    }

    package mutating func member(_ name: String, _ consequence: Consequence) {
        switch consequence {
        case .suspend: member(name, "suspend")
        case .revoke: member(name, "revoke")
        case .complete: member(name, "complete")
        case .narrow(let removals):
            member(name) { json in json.member("narrow", removals) }
        }
    }

    package mutating func member(_ name: String, _ removals: [Removal]) {
        member(name, each: removals) { json, removal in
            json.object { json in
                if let actions = removal.actions { json.member("actions", actions.map(\.text)) }
                json.member("resource", removal.resource.text)
            }
        }
    }
}
