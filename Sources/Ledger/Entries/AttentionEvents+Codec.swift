// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension CanonicalWriter {
    mutating func members(of event: AttentionRaised) {
        member("attempt", event.attempt)
        member("deadline", event.deadline)
        member("item", event.id)
        member("kind", event.kind.rawValue)
        member("mission", event.mission)
        member("on_deadline", event.onDeadline.rawValue)
        switch event.subject {
        case .none: break
        case .effect(let permit): member("subject") { json in json.member("effect", permit) }
        case .operation(let operation, let mission):
            member("subject") { json in
                json.member("mission", mission)
                json.member("operation", operation)
            }
        }
        member("text", event.text)
    }

    mutating func members(of event: AttentionAnswered) {
        switch event.answer {
        case .agree(let evidence):
            member("agreed") { json in
                json.members(of: evidence)
            }
        case .deny(let comment): member("denied", comment)
        case .respond, .outcome: break
        }
        member("item", event.id)
        if case .outcome(let outcome) = event.answer { member("outcome", outcome.rawValue) }
        if case .respond(let text) = event.answer { member("response", text) }
    }

    mutating func members(of event: AttentionEscalated) {
        member("deadline", event.deadline)
        member("item", event.id)
        member("to", event.to)
    }
}

extension AttentionRaised {
    init(json node: JSONNode) throws(JSONShapeError) {
        var mission: MissionID?
        if let id = node["mission"] { mission = try id.identifier() }
        self.init(
            id: try node.member("item").identifier(), mission: mission,
            attempt: try node.optional("attempt", JSONNode.attempt),
            kind: try node.member("kind").oneOf(AttentionItem.Kind.self),
            subject: try node.optional("subject", JSONNode.attentionSubject) ?? .none,
            text: try node.required("text", JSONNode.string), deadline: try node.required("deadline", JSONNode.instant),
            onDeadline: try node.member("on_deadline").oneOf(AttentionItem.OnDeadline.self))
    }
}

extension AttentionAnswered {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(id: try node.member("item").identifier(), answer: try node.personsAnswer())
    }
}

extension AttentionEscalated {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            id: try node.member("item").identifier(), to: try node.required("to", JSONNode.principal),
            deadline: try node.optional("deadline", JSONNode.instant))
    }
}

extension JSONNode {
    fileprivate func attentionSubject() throws(JSONShapeError) -> AttentionItem.Subject {
        if let permit = self["effect"] { return .effect(try permit.identifier()) }
        return .operation(try required("operation", JSONNode.digest), under: try member("mission").identifier())
    }

    fileprivate func personsAnswer() throws(JSONShapeError) -> PersonsAnswer {
        if let agreed = self["agreed"] { return .agree(try agreed.signedEvidence(AgreementStatement.self)) }
        if let outcome = self["outcome"] { return .outcome(try outcome.oneOf(ConcludeEffect.Outcome.self)) }
        if let text = self["response"] { return .respond(text: try text.string()) }
        return .deny(comment: try required("denied", JSONNode.string))
    }
}
