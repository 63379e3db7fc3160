// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

extension CanonicalWriter {
    /// An entry composed here: one that narrowing made, so that no recorded form of it exists.
    package mutating func value(_ entry: AuthorityEntry) {
        object { json in
            json.member("actions", entry.actions.map(\.text))
            if !entry.constraints.isEmpty { json.member("constraints", entry.constraints) }
            if let delegation = entry.delegation { json.member("delegation", delegation) }
            json.member("resource", entry.resources.resource.text)
            if entry.resources.match == .prefix { json.member("resource_match", "prefix") }
            json.member("type", AuthorityGrammar.entryType)
        }
    }

    private mutating func member(_ name: String, _ constraints: Constraints) {
        member(name) { json in
            json.members("allowed_tools", constraints.allowedTools)
            json.members("data_classification", constraints.dataClassification)
            if let amount = constraints.maxAmount { json.member("max_amount", amount) }
            json.member("recipient_domain", constraints.recipientDomain?.text)
            if let isRequired = constraints.requiresActionApproval {
                json.member("requires_action_approval", isRequired)
            }
            json.member("resource_issued_after", constraints.resourceIssuedAfter.map(RFC3339.text))
            json.member("resource_issued_before", constraints.resourceIssuedBefore.map(RFC3339.text))
            json.member("tenant", constraints.tenant)
            if let window = constraints.timeWindow { json.member("time_window", window) }
        }
    }

    private mutating func members(_ name: String, _ labels: TextSet?) {
        if let labels { member(name, labels.sorted.map(\.string)) }
    }

    private mutating func member(_ name: String, _ window: TimeWindow) {
        member(name) { json in
            json.member("not_after", window.notAfter.map(RFC3339.text))
            json.member("not_before", window.notBefore.map(RFC3339.text))
        }
    }

    private mutating func member(_ name: String, _ policy: DelegationPolicy) {
        member(name) { json in
            if let delegates = policy.allowedDelegates { json.member("allowed_delegates", delegates) }
            if let children = policy.children { json.member("children", children) }
            json.member("max_depth", policy.maxDepth)
        }
    }

    private mutating func member(_ name: String, _ policy: ChildPolicy) {
        member(name) { json in
            if let actors = policy.allowedChildActors { json.member("allowed_child_actors", actors) }
            if policy.creationPolicy == .approval { json.member("child_creation_policy", "approval") }
            json.member("max_child_depth", policy.maxChildDepth)
            if let maxChildren = policy.maxChildren { json.member("max_children", maxChildren) }
        }
    }

    private mutating func member(_ name: String, _ matchers: [ActorMatcher]) {
        member(name, each: matchers) { json, matcher in
            json.object { json in
                switch matcher {
                case .subject(let subject): json.member("sub", subject)
                case .profile(let profile): json.member("sub_profile", profile)
                }
            }
        }
    }
}
