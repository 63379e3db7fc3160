// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// What ends the mission, what it may spend, and when it asks.
extension SummaryPage {
    /// - Parameter added: all conditions of a mission that was approved, that of its approver included.
    mutating func ends(_ terms: MissionIntent, added: [ConditionTerms]?, at expiresAt: Instant, now: Instant) {
        heading("Ends")
        add(.ends, "at \(HumanTime.moment(expiresAt)) (\(HumanTime.relative(expiresAt, to: now)))")
        if terms.expiresAt > expiresAt {
            add(.ends, "an approver may extend it, to \(HumanTime.moment(terms.expiresAt)) at the latest")
        }
        for condition in added ?? terms.controls.conditions { add(.ends, ConditionPhrase.sentence(condition)) }
        if added == nil {
            let ending = terms.controls.grantorConsequence == .revoke ? "revoked" : "suspended"
            add(.ends, "\(ending) when whoever approved it has left")
        }
        add(.ends, "at any moment, when it is revoked")
    }

    /// - Parameter spend: what a mission that was approved has spent so far.
    mutating func spends(_ limits: SpendLimits, spent spend: Spend?) {
        heading("Spends")
        var open: [String] = []
        if let budget = limits.budget {
            let spent = spend.map { Phrase.money(Money($0.amount(in: budget.currency), budget.currency)) }
            bound(spent, "\(Phrase.money(budget))\(spent == nil ? "" : " spent")")
        } else {
            open.append("money")
        }
        for (position, call) in limits.calls.enumerated() {
            let counts = spend?.calls ?? []
            let count = counts.indices.contains(position) ? "\(counts[position])" : nil
            bound(count, "\(Phrase.count(call.count, "time")) \(Phrase.action(call.callClass))")
        }
        if limits.calls.isEmpty { open.append("calls") }
        if let duration = limits.durationMilliseconds {
            let spent = spend.map { HumanTime.duration(milliseconds: $0.durationMilliseconds) }
            bound(spent, "\(HumanTime.duration(milliseconds: duration)) of working time")
        } else {
            open.append("working time")
        }
        if let derivations = limits.derivations {
            bound(spend.map { "\($0.derivations)" }, Phrase.count(derivations, "credential"))
        } else {
            open.append("credentials")
        }
        if !open.isEmpty { add(.spends, "no limit on \(Phrase.list(open))") }
    }

    private mutating func bound(_ spent: String?, _ most: String) {
        add(.spends, "\(spent.map { "\($0) of " } ?? "")at most \(most)")
    }

    mutating func asks(_ entries: [AuthorityEntry], _ controls: MissionIntent.Controls, policy: ClassPolicy?) {
        heading("Asks a person")
        let count = lines.count
        for actionClass in ActionClass.allCases where controls.perAction.contains(actionClass) {
            add(.asks, "before each action of the class `\(actionClass.rawValue)`")
        }
        for entry in entries {
            let actions = entry.actions.compactMap { Self.asked($0, entry, controls, policy) }
            guard !actions.isEmpty else { continue }
            add(.asks, "before each \(Phrase.list(actions)) at \(Phrase.resource(entry.resources))")
        }
        if lines.count == count { add(.asks, "never: it works on its own within these bounds") }
    }

    /// The action with the reason why a person is asked, or nil when none is.
    private static func asked(
        _ action: ActionPattern, _ entry: AuthorityEntry, _ controls: MissionIntent.Controls, _ policy: ClassPolicy?
    ) -> String? {
        let name = action.isFamily ? "action that begins with `\(action.name).`" : "`\(action.name)`"
        if entry.constraints.requiresActionApproval == true { return name }
        guard let policy else { return nil }
        // WHY: what a family holds is not known; a member that no rule names stands for all the others.
        let member = action.isFamily ? "\(action.name).:" : action.name
        let terms = MissionTerms(limits: controls.limits, classes: controls.classes, perAction: controls.perAction)
        let actionClass = policy.actionClass(of: member, under: terms)
        let isAsked = policy.meaning(of: actionClass).needsPerson || controls.perAction.contains(actionClass)
        return isAsked ? "\(name) (\(actionClass.rawValue))" : nil
    }
}
