// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// What a mission may do, by comparing texts and numbers of the small vocabulary.
extension Oracle {
    /// Why `request` must not be permitted now, or nil when nothing is known against it.
    func objection(to request: ActionRequest, now: Instant) -> String? {
        let line = lineage(of: request.mission)
        guard let mission = line.first else { return "there is no such mission" }
        guard isActive(mission.id) else {
            return "the mission is \(standing(of: mission.id)?.state.rawValue ?? "gone")"
        }
        if line.contains(where: { enabledClients[$0.approval.client] == false }) { return "its client is disabled" }
        if request.client != mission.approval.client { return "another client acts" }
        if !request.observation.isActive { return "the enforcement point saw it stopped" }
        for level in line where !level.allows(request.action, on: request.resource, request.parameters) {
            return "it is outside the authority of \(level.id.short)"
        }
        if actionClass(of: request).bindsParameters, request.parameterDigest == nil { return "no parameters are named" }
        return overdrawn(by: request.cost, action: request.action, under: mission.id)
    }

    /// Since when state, lineage or narrowing have spoken against the request; nil when they do not.
    func objectedSince(_ request: ActionRequest) -> Instant? {
        let line = lineage(of: request.mission)
        var since = standing(of: request.mission)?.since
        for level in line {
            for taken in level.taken where taken.concerns(request) { since = min(since ?? taken.at, taken.at) }
        }
        return since
    }

    /// The class of an action, by the standard policy and what the approvers said.
    func actionClass(of request: ActionRequest) -> ActionClass {
        let line = lineage(of: request.mission)
        var strictest = ActionClass.nonConsequential
        var isNamed = false
        if let named = Vocabulary.classes[request.action] {
            strictest = named
            isNamed = true
        }
        for level in line {
            for rule in level.approval.intent.intent.controls.classes where rule.action.text == request.action {
                strictest = max(strictest, rule.actionClass)
                if level.parent == nil { isNamed = true }
            }
        }
        let own = isNamed ? strictest : .strictest
        return request.classFloor.map { max($0, own) } ?? own
    }

    /// Whether a person must agree to this one action.
    ///
    /// - Parameter parameters: nil when they are not known: then only entries count that bound none.
    func needsPerson(
        _ actionClass: ActionClass, for action: String, on resource: ResourceURI, _ parameters: ActionParameters?,
        under id: MissionID
    ) -> Bool {
        let line = lineage(of: id)
        if actionClass >= .externalCommitment { return true }
        if line.contains(where: { $0.approval.intent.intent.controls.perAction.contains(actionClass) }) { return true }
        return line.contains { level in
            level.entries.contains { entry in
                let isBounded = entry.constraints.maxAmount != nil || entry.constraints.tenant != nil
                let isKnown = parameters != nil || !isBounded
                return entry.constraints.requiresActionApproval == true && isKnown
                    && entry.allows(action, resource.text, parameters)
            }
        }
    }
}

/// Sums.
extension Oracle {
    /// Which bound of the mission or an ancestor one more action would break.
    func overdrawn(by cost: Cost, action: String, under id: MissionID) -> String? {
        for level in lineage(of: id) {
            let spent = spending(under: level.id)
            for limit in level.limits.calls where limit.callClass.names(action) {
                let count = spent.count { limit.callClass.names($0.granted.action) }
                if count >= limit.count {
                    return "\(level.id.short) has made \(count) calls of \(limit.callClass.text)"
                }
            }
            if let budget = level.limits.budget {
                let total = spent.reduce(cost.money?.cents ?? 0) { $0 + ($1.cost.money?.cents ?? 0) }
                if total > budget.cents {
                    return "\(level.id.short) would have spent \(total) of \(budget.cents) cents"
                }
            }
        }
        return nil
    }

    /// The effects that count for a mission: its own and its descendants'.
    private func spending(under id: MissionID) -> [EffectModel] {
        effectOrder.compactMap { effects[$0] }.filter { effect in
            !effect.isGivenBack && lineage(of: effect.granted.mission).contains { $0.id == id }
        }
    }
}

extension Money {
    /// The amount in cents; the vocabulary has whole ones.
    var cents: Int {
        let parts = amount.text.split(separator: ".")
        let whole = parts.first.flatMap { Int($0) } ?? 0
        let fraction = parts.count > 1 ? Int((parts[1] + "00").prefix(2)) ?? 0 : 0
        return whole * 100 + fraction
    }
}

extension MissionModel {
    /// Whether an entry allows an action and nothing has taken that away; without parameters, whatever they are.
    func allows(_ action: String, on resource: ResourceURI, _ parameters: ActionParameters?) -> Bool {
        entries.contains { $0.allows(action, resource.text, parameters) && !isTaken(action, $0) }
    }

    private func isTaken(_ action: String, _ entry: AuthorityEntry) -> Bool {
        taken.contains { $0.removal.resource == entry.resources.resource && $0.removal.names(action) }
    }
}

extension MissionModel.Taken {
    /// Whether this may be what stands against a request.
    fileprivate func concerns(_ request: ActionRequest) -> Bool {
        removal.names(request.action)
            && ResourceText.covers(removal.resource.text, isPrefix: true, request.resource.text)
    }
}

extension Removal {
    /// Whether the removal takes an action of the entries that it is about.
    func names(_ action: String) -> Bool { actions?.contains { $0.names(action) } ?? true }
}

extension ActionPattern {
    /// Whether the pattern is the action, or the family that it belongs to, by its text.
    func names(_ action: String) -> Bool {
        text == action || (text.hasSuffix(".*") && action.hasPrefix(text.dropLast()) && action.count > text.count - 1)
    }
}

extension AuthorityEntry {
    /// Whether the entry allows an action, by comparing texts and numbers; without parameters, whatever they are.
    func allows(_ action: String, _ resource: String, _ parameters: ActionParameters?) -> Bool {
        guard ResourceText.covers(resources.resource.text, isPrefix: resources.match == .prefix, resource),
            actions.contains(where: { $0.names(action) })
        else { return false }
        guard let parameters else { return true }
        if let bound = constraints.maxAmount {
            guard let amount = parameters.amount, amount.currency == bound.currency, amount.cents <= bound.cents else {
                return false
            }
        }
        if let tenant = constraints.tenant, parameters.tenant != tenant { return false }
        return true
    }
}

/// Resources of the vocabulary are written in one way, so that texts can be compared.
enum ResourceText {
    static func covers(_ pattern: String, isPrefix: Bool, _ resource: String) -> Bool {
        resource == pattern || (isPrefix && resource.hasPrefix(pattern + "/"))
    }
}
