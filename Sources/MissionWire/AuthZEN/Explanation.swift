// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// What stood in the way, in words. Diagnostic: nothing is to be decided by it.
package enum Explanation {
    package static func text(of obstacle: Obstacle) -> String {
        switch obstacle {
        case .noMission: "no mission that you can ask about has this id"
        case .state(let stop): "the mission \(stop.predicate)"
        case .ancestor(let id, let stop): "a mission above it, \(id.text), \(stop.predicate)"
        case .fact(let key): "a condition does not hold: \(key.name) is not as it must be"
        case .client(let id): "`\(id.text)` does not act under this mission"
        case .delegate(let subject): "`\(subject)` is not a delegate that the entry allows"
        case .root(let subject): "`act` begins with `\(subject)`, not with the mission's client"
        case .subject(let subject): "the mission does not run for `\(subject)`"
        case .credential: "the credential has run out"
        case .observation: "the mission is not as the request says"
        case .view: "`policy_view_id` names a view, and decisions are made on the mission itself: leave it out"
        case .reference: "`Mission-Reference` is malformed, or names another mission than the request"
        case .noEntry: "no entry of the mission's authority names this action on this resource"
        case .ancestorAuthority(let id): "a mission above it, \(id.text), does not allow it"
        case .removed: "it was granted, and has been taken away since"
        case .unsupported: "the entry for this resource has a part that cannot be enforced here"
        case .unknownConstraint(let name): "the constraint `\(name)` cannot be enforced here"
        case .constraint(let key): "the constraint `\(key.rawValue)` is not kept"
        case .missingParameter(.maxAmount):
            "the constraint `max_amount` needs the parameter `amount` with its currency, and there is none such"
        case .missingParameter(let key):
            "the constraint `\(key.rawValue)` needs the parameter `\(parameter(of: key))`, "
                + "which is missing or cannot be read"
        case .missingDigest: "an action of this class needs `parameter_digest`"
        case .parameters(let fault): text(of: fault)
        case .person(let actionClass): "a person must agree to each action of class `\(actionClass.rawValue)`"
        case .personEachTime: "the mission asks a person before each such action"
        case .declined(let at, let comment):
            "a person declined this at \(RFC3339.text(at))" + (comment.isEmpty ? "" : ": \(comment)")
        case .limit(let limit): text(of: limit)
        case .claim(let permit): "the key stands for \(permit.text) already"
        }
    }

    /// The parameter that a constraint is judged by.
    private static func parameter(of key: ConstraintKey) -> String {
        switch key {
        case .maxAmount: "amount"
        case .resourceIssuedAfter, .resourceIssuedBefore: "resource_issued_at"
        case .allowedTools: "tool"
        case .dataClassification, .recipientDomain, .tenant, .timeWindow, .requiresActionApproval: key.rawValue
        }
    }

    private static func text(of fault: ParameterFault) -> String {
        switch fault {
        case .digest: "`parameter_digest` is not the digest of the parameters"
        case .attributes: "`parameter_attributes` says something else than `parameters`"
        case .withheld:
            "a process must send its `parameters`: to withhold them is for enforcement points"
        }
    }

    private static func text(of limit: Obstacle.Limit) -> String {
        switch limit {
        case .budget: "the budget does not allow it"
        case .calls(let callClass): "the calls of `\(callClass.text)` are used up"
        case .duration: "the time that actions may take is used up"
        case .currency: "the budget is in another currency"
        case .amount: "the budget needs `amount` as money with its currency, and what it is cannot be read"
        }
    }
}
