// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel

/// Reads the `delegation` of an entry, with the fan-out controls of child missions.
enum DelegationGrammar {
    private static let depths: ClosedRange<Int64> = 0...64
    private static let counts: ClosedRange<Int64> = 1...1_000_000

    static func policy(_ node: JSONNode) throws(JSONShapeError) -> DelegationPolicy {
        let object = try node.object()
        return DelegationPolicy(
            maxDepth: Int(try object.member("max_depth").integer(in: depths)),
            allowedDelegates: try object["allowed_delegates"].map(matchers),
            children: try object["children"].map(children),
            unknown: unknownNames(object, known: ["max_depth", "allowed_delegates", "children"]))
    }

    private static func children(_ node: JSONNode) throws(JSONShapeError) -> ChildPolicy {
        let object = try node.object()
        var unknown = unknownNames(
            object, known: ["max_children", "max_child_depth", "allowed_child_actors", "child_creation_policy"])
        let policy = try object["child_creation_policy"].map { (node) throws(JSONShapeError) in try node.string() }
        if let policy, policy != "drawdown", policy != "approval" { unknown.append("child_creation_policy") }
        return ChildPolicy(
            maxChildren: try object["max_children"].map { (node) throws(JSONShapeError) in
                Int(try node.integer(in: counts))
            },
            maxChildDepth: try object["max_child_depth"].map { (node) throws(JSONShapeError) in
                Int(try node.integer(in: 1...depths.upperBound))
            } ?? 1,
            allowedChildActors: try object["allowed_child_actors"].map(matchers),
            creationPolicy: policy == "approval" ? .approval : .drawdown,
            unknown: unknown.sorted())
    }

    private static func matchers(_ node: JSONNode) throws(JSONShapeError) -> [ActorMatcher] {
        try node.array(max: AuthorityGrammar.listMax, matcher)
    }

    private static func matcher(_ node: JSONNode) throws(JSONShapeError) -> ActorMatcher {
        let object = try node.object(only: ["sub", "sub_profile"])
        switch (object["sub"], object["sub_profile"]) {
        case (let subject?, nil): return .subject(ExactText(try subject.string()))
        case (nil, let profile?): return .profile(ExactText(try profile.string()))
        default: throw node.error("must have exactly one of `sub` and `sub_profile`")
        }
    }

    private static func unknownNames(_ object: JSONNode, known: [String]) -> [ExactText] {
        var unknown: [ExactText] = []
        object.forEachMember { name, _ in
            if !known.contains(name) { unknown.append(ExactText(name)) }
        }
        return unknown.sorted()
    }
}
