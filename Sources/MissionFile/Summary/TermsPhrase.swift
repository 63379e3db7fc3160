// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import MissionWire

/// On which terms an entry is granted, in words.
enum TermsPhrase {
    static func all(of entry: AuthorityEntry) -> [String] {
        let constraints = entry.constraints.keys.map { phrase($0, entry.constraints) }
        return constraints + (entry.delegation.map(delegation) ?? [])
    }

    static func phrase(_ key: ConstraintKey, _ constraints: Constraints) -> String {
        switch key {
        case .maxAmount: "only up to \(constraints.maxAmount.map(Phrase.money) ?? "") each time"
        case .tenant: "only for the tenant \(InertText.quoted(constraints.tenant?.string ?? ""))"
        case .recipientDomain:
            "only to recipients in \(InertText.quoted(constraints.recipientDomain?.text ?? "")) and its subdomains"
        case .allowedTools: labels("only with", "tool", constraints.allowedTools)
        case .dataClassification: labels("only with data classified", "class", constraints.dataClassification)
        case .resourceIssuedAfter: "only on what was issued from \(text(constraints.resourceIssuedAfter)) on"
        case .resourceIssuedBefore: "only on what was issued up to \(text(constraints.resourceIssuedBefore))"
        case .timeWindow: window(constraints.timeWindow)
        case .requiresActionApproval:
            constraints.requiresActionApproval == true
                ? "only if a person agrees, each time anew" : "without asking, unless its class asks"
        }
    }

    private static func labels(_ phrase: String, _ noun: String, _ labels: TextSet?) -> String {
        guard let labels, !labels.isEmpty else { return "never: its list of allowed \(noun)s is empty" }
        return "\(phrase) \(Phrase.quoted(labels.sorted))"
    }

    private static func text(_ timestamp: Timestamp?) -> String { timestamp.map(RFC3339.text) ?? "" }

    private static func window(_ window: TimeWindow?) -> String {
        let from = window?.notBefore.map { " from \(RFC3339.text($0))" } ?? ""
        let until = window?.notAfter.map { " until \(RFC3339.text($0))" } ?? ""
        return "only\(from)\(until)"
    }
}

/// Who else may use an entry.
extension TermsPhrase {
    private static func delegation(_ policy: DelegationPolicy) -> [String] {
        var phrases: [String] = []
        if policy.admitsAgents, let delegates = policy.allowedDelegates {
            let depth = policy.maxDepth == 1 ? "" : ", and theirs, \(policy.maxDepth) deep"
            phrases.append("also for sub-agents: \(Phrase.actors(delegates))\(depth)")
        }
        if let children = policy.children { phrases.append(self.children(children)) }
        return phrases
    }

    private static func children(_ policy: ChildPolicy) -> String {
        if let unknown = policy.unknown.first {
            return "for no child mission: the rule \(InertText.quoted(unknown.string)) cannot be enforced"
        }
        let count = policy.maxChildren.map { "at most \($0) at a time" } ?? "any number of them"
        let depth =
            policy.maxChildDepth == 1 ? "without children of their own" : "\(policy.maxChildDepth) generations deep"
        let who = policy.allowedChildActors.map(Phrase.actors) ?? "anyone"
        let approval = policy.creationPolicy == .approval ? "each needs its own approval" : "this approval covers them"
        return
            "also for child missions: \(count), \(depth), run by \(who); \(approval)"
    }
}
