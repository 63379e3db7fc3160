// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

extension CanonicalWriter {
    /// The members of a policy table, as ``ClassPolicy/init(json:)`` reads them.
    package mutating func members(of policy: ClassPolicy) {
        member("meanings", each: ActionClass.allCases) { json, actionClass in
            json.object { json in json.members(of: policy.meaning(of: actionClass)) }
        }
        member("rules", each: policy.rules) { json, rule in
            json.object { json in
                json.member("action", rule.action.text)
                json.member("class", rule.actionClass.rawValue)
            }
        }
        member("version", policy.version)
    }

    private mutating func members(of meaning: ClassMeaning) {
        member("durable", meaning.isDurable)
        member("in_flight", meaning.inFlight.rawValue)
        member("needs_person", meaning.needsPerson)
        member("permit_ms", meaning.permitMilliseconds)
        member("staleness_ms", meaning.stalenessMilliseconds)
    }
}

extension ClassPolicy {
    /// Reads a policy table: a meaning for each class in the order of their ranks, the rules, and the version's name.
    package init(json node: JSONNode) throws(JSONShapeError) {
        let meanings = try node.member("meanings").array(max: 6, ClassMeaning.init(json:))
        guard meanings.count == ActionClass.allCases.count else {
            throw node.error("must have a meaning for each class")
        }
        self.init(
            version: try node.required("version", JSONNode.exactText),
            rules: try node.member("rules").array(max: 4096) { (node) throws(JSONShapeError) in
                ClassRule(
                    try AuthorityGrammar.action(node.member("action")), try node.member("class").oneOf(ActionClass.self)
                )
            }, meanings: meanings)
    }
}

extension ClassMeaning {
    fileprivate init(json node: JSONNode) throws(JSONShapeError) {
        let milliseconds: ClosedRange<Int64> = 0...1_000_000_000_000
        self.init(
            stalenessMilliseconds: try node.member("staleness_ms").integer(in: milliseconds),
            permitMilliseconds: try node.member("permit_ms").integer(in: milliseconds),
            isDurable: try node.required("durable", JSONNode.boolean),
            needsPerson: try node.required("needs_person", JSONNode.boolean),
            inFlight: try node.member("in_flight").oneOf(InFlight.self))
    }
}
