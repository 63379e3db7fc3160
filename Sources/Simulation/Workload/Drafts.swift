// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionAuthority
import MissionKernel
import MissionWire
import WritTesting

/// Missions as people and agents ask for them: the parts drawn, mostly sensible.
extension World {
    /// A mission without a parent, or a successor.
    func rootSubmission(_ relation: Relation = .none) -> SubmissionRequest {
        var entries = [gitEntry()]
        if chance(50) { entries.append(mailEntry()) }
        return submission(entries, client: Vocabulary.agent, relation: relation, caller: .owner, depth: 0)
    }

    private func gitEntry() -> JSONValue {
        var members: [JSONValue.Member] = [
            JSONValue.Member("type", "mission_resource_access"), JSONValue.Member("resource", .string(Vocabulary.app)),
            JSONValue.Member("actions", .array(gitActions().map { .string($0) })),
            JSONValue.Member("resource_match", chance(80) ? "prefix" : "exact"),
        ]
        if let constraints = constraints() { members.append(JSONValue.Member("constraints", constraints)) }
        if chance(85) { members.append(JSONValue.Member("delegation", delegation(depth: random.pick([1, 2, 2, 3])))) }
        return .object(members)
    }

    private func gitActions() -> [String] {
        if chance(50) { return ["git.*"] }
        let some = Vocabulary.gitActions.filter { _ in chance(75) }
        return some.isEmpty ? [Vocabulary.read] : some
    }

    private func mailEntry() -> JSONValue {
        .entry(Vocabulary.send, on: Vocabulary.mail, delegation: chance(60) ? delegation(depth: 1) : nil)
    }

    private func constraints() -> JSONValue? {
        var members: [JSONValue.Member] = []
        if chance(45) { members.append(JSONValue.Member("max_amount", .money(random.pick(["50", "100"])))) }
        if chance(45) { members.append(JSONValue.Member("tenant", "t1")) }
        if chance(10) { members.append(JSONValue.Member("requires_action_approval", true)) }
        return members.isEmpty ? nil : .object(members)
    }

    private func delegation(depth: Int) -> JSONValue {
        .children(
            max: chance(60) ? random.pick([1, 2]) : nil, depth: depth, delegates: 3,
            policy: chance(25) ? "approval" : nil)
    }

    /// A child, for one of whose entries its parent has one: inside it, or, sometimes, beyond.
    func childSubmission(of parent: MissionModel, caller: Caller) -> SubmissionRequest {
        let entries = parent.entries.filter { $0.delegation?.children != nil }
        let source = entries.isEmpty ? parent.entries.first : random.pick(entries)
        let child = source.map { childEntry(inside: $0) } ?? gitEntry()
        let actor = Actor(subject: Vocabulary.helper.text)
        return submission(
            [child], client: Vocabulary.helper, relation: .child(of: parent.id, actor: actor), caller: caller,
            depth: parent.depth + 1)
    }

    private func childEntry(inside source: AuthorityEntry) -> JSONValue {
        let isBeyond = chance(22)
        let isPrefix = source.resources.match == .prefix
        var actions = source.actions.map(\.text)
        if chance(40), let first = actions.first {
            actions = [first == "git.*" ? random.pick(Vocabulary.gitActions) : first]
        }
        if isBeyond, chance(50) { actions.append(random.pick(Vocabulary.actions)) }
        let base = source.resources.resource.text
        let resource = isPrefix && base == Vocabulary.app && chance(30) ? Vocabulary.docs : base
        var members: [JSONValue.Member] = [
            JSONValue.Member("type", "mission_resource_access"), JSONValue.Member("resource", .string(resource)),
            JSONValue.Member("actions", .array(actions.map { .string($0) })),
            JSONValue.Member("resource_match", isPrefix ? "prefix" : "exact"),
        ]
        if let constraints = childConstraints(source.constraints, isBeyond: isBeyond) {
            members.append(JSONValue.Member("constraints", constraints))
        }
        let depth = source.delegation?.children.map(\.maxChildDepth) ?? 1
        let below = chance(isBeyond ? 30 : 10) ? depth : depth - 1
        if below > 0, chance(80), let policy = source.delegation?.children {
            members.append(JSONValue.Member("delegation", childDelegation(policy, depth: below)))
        }
        return .object(members)
    }

    private func childDelegation(_ policy: ChildPolicy, depth: Int) -> JSONValue {
        .children(
            max: policy.maxChildren, depth: depth, delegates: 1,
            policy: policy.creationPolicy == .approval ? "approval" : nil)
    }

    private func childConstraints(_ source: Constraints, isBeyond: Bool) -> JSONValue? {
        var members: [JSONValue.Member] = []
        if let bound = source.maxAmount, !(isBeyond && chance(60)) {
            let amount = isBeyond && chance(40) ? "120" : bound.amount.text
            members.append(JSONValue.Member("max_amount", .money(amount)))
        }
        if source.tenant != nil, !(isBeyond && chance(60)) { members.append(JSONValue.Member("tenant", "t1")) }
        if source.requiresActionApproval == true { members.append(JSONValue.Member("requires_action_approval", true)) }
        return members.isEmpty ? nil : .object(members)
    }

    private func submission(
        _ entries: [JSONValue], client: ClientID, relation: Relation, caller: Caller, depth: Int
    ) -> SubmissionRequest {
        let authority = RecordedAuthority(entries)
        return SubmissionRequest(
            caller: caller, client: client, intent: intent(authority, depth: depth), proposal: authority,
            relation: relation)
    }

    private func intent(_ authority: RecordedAuthority, depth: Int) -> RecordedIntent {
        var resources = authority.set.entries.map { $0.resources.resource.text }
        if !resources.contains(Vocabulary.app) { resources.append(Vocabulary.app) }
        let minutes = depth == 0 ? random.pick([10, 60, 480]) : random.pick([5, 60, 480])
        let end = now + .minutes(minutes)
        var members: [JSONValue.Member] = [
            JSONValue.Member("goal", "Put passkeys into the login."),
            JSONValue.Member("expires_at", .string(RFC3339.text(end))),
            JSONValue.Member("resources", .array(resources.map { .string($0) })),
        ]
        if let controls = controls(isRoot: depth == 0) { members.append(JSONValue.Member("controls", controls)) }
        return Wire.read(.object(members)) { (node) throws(JSONShapeError) in
            try IntentGrammar.recorded(node, issuer: House.issuer)
        }
    }
}

/// What else is agreed to.
extension World {
    private func controls(isRoot: Bool) -> JSONValue? {
        var members: [JSONValue.Member] = []
        if chance(isRoot ? 45 : 25) {
            members.append(JSONValue.Member("max_budget", .money(isRoot ? "60" : random.pick(["40", "90"]))))
        }
        if chance(isRoot ? 45 : 20) {
            let count = Double(isRoot ? random.pick([1, 2, 3]) : random.pick([1, 5]))
            members.append(
                JSONValue.Member("max_calls", [["call_class": .string(callClass()), "count": .number(count)]]))
        }
        if chance(40) { members.append(JSONValue.Member("max_derivations", .number(Double(random.pick([1, 2, 3]))))) }
        let conditions = Vocabulary.facts.filter { _ in chance(30) }.map { condition($0) }
        if !conditions.isEmpty { members.append(JSONValue.Member("writ:conditions", .array(conditions))) }
        if chance(30) { members.append(JSONValue.Member("writ:grantor", chance(50) ? "revoke" : "suspend")) }
        if chance(12) { members.append(JSONValue.Member("writ:ask", ["irreversible_action"])) }
        members.append(JSONValue.Member("writ:classes", ["mail.send": "external_commitment"]))
        if chance(30) { members.append(JSONValue.Member("writ:successor_owner", Self.person(.cem))) }
        return .object(members)
    }

    private func callClass() -> String { chance(50) ? "git.*" : random.pick([Vocabulary.push, Vocabulary.commit]) }

    private static func person(_ person: Signatory) -> JSONValue {
        [
            "iss": .string(person.principal.issuer.string),
            "sub": .string(person.principal.subject.string),
        ]
    }

    /// A condition that one of the facts brings.
    func condition(_ fact: String) -> JSONValue {
        switch fact {
        case "branch.frozen":
            .condition(fact, is: false, else: "suspend", onReturn: chance(60) ? "resume" : "stay")
        case "incident.open": .condition(fact, is: true, else: chance(50) ? "revoke" : "complete")
        default:
            .condition(
                fact, is: true, else: ["narrow": [["resource": .string(Vocabulary.app), "actions": ["git.push"]]]])
        }
    }
}

/// Actions.
extension World {
    /// Something that might be done under a mission, mostly within it.
    func action(under mission: MissionModel, _ actions: [String] = Vocabulary.actions) -> ActionRequest {
        let entry = chance(85) ? random.pick(mission.entries) : nil
        let fitting = actions.filter { action in entry?.actions.contains { $0.names(action) } ?? true }
        let action = random.pick(fitting.isEmpty ? actions : fitting)
        let resource = entry?.resources.resource.text ?? random.pick(Vocabulary.resources)
        var request = ActionRequest(
            mission: mission.id, client: mission.approval.client, action: action,
            resource: Vocabulary.resource(chance(15) && resource == Vocabulary.app ? Vocabulary.docs : resource))
        let amount = chance(75) ? "10" : random.pick(Vocabulary.amounts)
        let tenant = chance(85) ? Vocabulary.tenants[0] : random.pick(Vocabulary.tenants)
        request.parameters.amount = Vocabulary.money(amount)
        request.parameters.tenant = tenant
        request.parameterDigest = SHA256.digest(of: Array("\(amount) \(tenant)".utf8))
        request = request.named()
        if chance(70) { request.cost = Cost(money: Vocabulary.money(random.pick(["10", "30"]))) }
        if chance(8) { request.classFloor = .irreversibleAction }
        return request
    }
}
