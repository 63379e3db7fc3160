// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel

/// Reads the `controls` of an intent: those of the specifications, and this product's own under the prefix `writ:`.
///
/// A control that is not known here would bind nothing, so it is refused: nobody approves a promise that is not kept.
enum ControlsGrammar {
    static func controls(_ node: JSONNode) throws(JSONShapeError) -> MissionIntent.Controls {
        let object = try node.object(only: [
            "acr", "max_budget", "max_calls", "max_derivations", "max_duration", "writ:ask", "writ:classes",
            "writ:conditions", "writ:grantor", "writ:owner", "writ:successor_owner", "writ:until",
        ])
        var controls = MissionIntent.Controls()
        controls.limits = try limits(object)
        controls.authenticationClass = try object["acr"].map { (node) throws(JSONShapeError) in try node.string() }
        controls.until = try object["writ:until"].map { (node) throws(JSONShapeError) in try node.instant() }
        controls.owner = try object["writ:owner"].map { (node) throws(JSONShapeError) in try node.principal() }
        controls.successorOwner = try object["writ:successor_owner"].map { (node) throws(JSONShapeError) in
            try node.principal()
        }
        controls.conditions =
            try object["writ:conditions"].map { (node) throws(JSONShapeError) in
                try node.array(max: 64) { (node) throws(JSONShapeError) in try node.condition() }
            } ?? []
        controls.grantorConsequence = try object["writ:grantor"].map(grantor) ?? .suspend
        controls.classes = try object["writ:classes"].map(classes) ?? []
        controls.perAction = try object["writ:ask"].map(perAction) ?? []
        return controls
    }

    private static func limits(_ object: JSONNode) throws(JSONShapeError) -> SpendLimits {
        SpendLimits(
            budget: try object["max_budget"].map { (node) throws(JSONShapeError) in try node.spendableMoney() },
            calls: try object["max_calls"].map { (node) throws(JSONShapeError) in try node.array(max: 64, call) } ?? [],
            derivations: try object["max_derivations"].map { (node) throws(JSONShapeError) in
                Int(try node.integer(in: 1...1_000_000_000))
            },
            durationMilliseconds: try object["max_duration"].map(duration))
    }

    private static func call(_ node: JSONNode) throws(JSONShapeError) -> CallLimit {
        let object = try node.object(only: ["call_class", "count"])
        return CallLimit(
            try AuthorityGrammar.action(object.member("call_class")),
            count: Int(try object.member("count").integer(in: 1...1_000_000_000)))
    }

    private static func duration(_ node: JSONNode) throws(JSONShapeError) -> Int64 {
        guard let milliseconds = ISODuration.milliseconds(try node.string()) else {
            throw node.error("must be a duration such as `PT8H`, without years or months")
        }
        guard milliseconds <= JSONNode.durationMillisecondsMax else {
            throw node.error("must be at most a hundred years")
        }
        return milliseconds
    }

    private static func grantor(_ node: JSONNode) throws(JSONShapeError) -> Consequence {
        let consequence = try node.consequence()
        guard consequence == .suspend || consequence == .revoke else {
            throw node.error("must be `suspend` or `revoke`")
        }
        return consequence
    }

    /// `{"deploy.*": "external_commitment", …}`
    static func classes(_ node: JSONNode) throws(JSONShapeError) -> [ClassRule] {
        var rules: [ClassRule] = []
        try node.object().forEachMember { (name, value) throws(JSONShapeError) in
            guard let action = ActionPattern(name) else { throw value.error("must be under the name of an action") }
            rules.append(ClassRule(action, try value.oneOf(ActionClass.self)))
        }
        // WHY: members of an object have no order, so neither has what is read from them.
        return rules.sorted { $0.action.text < $1.action.text }
    }

    private static func perAction(_ node: JSONNode) throws(JSONShapeError) -> Set<ActionClass> {
        Set(try node.array(max: 6) { (node) throws(JSONShapeError) in try node.oneOf(ActionClass.self) })
    }
}
