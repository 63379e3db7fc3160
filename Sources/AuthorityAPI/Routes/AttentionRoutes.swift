// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import Ledger
import MissionAuthority
import MissionKernel
import MissionWire

/// What needs a person.
struct AttentionRoutes {
    let authority: MissionAuthority

    var routes: [Route] {
        [
            Route(
                .get, "/v1/attention", access: .owner, "List what waits for a person", takesTime: true,
                answers: [.ok(.attentionList)], handle: list),
            Route(
                .post, "/v1/attention", "Ask a person something, from a session", request: [.json(.questionRequest)],
                answers: [.created(.questionReceipt)], handle: ask),
            Route(
                .post, "/v1/attention/{item}/answer", access: .owner, "Answer for a person",
                request: [.json(.answerRequest)],
                handle: answer),
        ]
    }

    private func list(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let items: [InboxItem]
        do throws(StoreError) { items = try authority.inbox() } catch { throw .storage }
        let records = try authority.records(at: items.compactMap { $0.mission?.recordedAt })
        reply.object { json in
            json.member("items", each: items) { json, item in
                let goal = item.mission.flatMap { records[$0.recordedAt]?.intent.goal }
                json.object { json in json.members(of: item, goal: goal) }
            }
        }
    }

    private func ask(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let question = try request.json { (node) throws(JSONShapeError) in try Question(node) }
        authority.ask(
            question.attempt, kind: question.kind, text: question.text, deadline: question.deadline,
            onDeadline: question.onDeadline, caller: request.caller,
            completion: reply.completion { reply, item in reply.object(.created) { json in json.member("item", item) } }
        )
    }

    private func answer(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let answer = try request.json { (node) throws(JSONShapeError) in try AnswerRequest(json: node) }
        authority.answer(request.identifier(), answer, caller: request.caller, completion: reply.whenDone)
    }
}

private struct Question {
    let attempt: Attempt
    let kind: AttentionItem.Kind
    let text: String
    let deadline: Instant
    let onDeadline: AttentionItem.OnDeadline

    init(_ node: JSONNode) throws(JSONShapeError) {
        let object = try node.object(only: ["attempt", "deadline", "kind", "on_deadline", "text"])
        attempt = try object.required("attempt", JSONNode.attempt)
        kind =
            try object["kind"].map { (node) throws(JSONShapeError) in try node.oneOf(AttentionItem.Kind.self) }
            ?? .question
        text = try object.required("text", JSONNode.string)
        guard (1...4096).contains(text.unicodeScalars.count) else {
            throw try object.member("text").error("must have 1 to 4096 characters")
        }
        deadline = try object.required("deadline", JSONNode.instant)
        onDeadline =
            try object["on_deadline"].map { (node) throws(JSONShapeError) in
                try node.oneOf(AttentionItem.OnDeadline.self)
            } ?? .escalate
    }
}

extension AnswerRequest {
    fileprivate init(json node: JSONNode) throws(JSONShapeError) {
        let object = try node.object(only: ["deny", "outcome", "respond", "signed"])
        switch (object["signed"], object["deny"], object["respond"], object["outcome"]) {
        case (let signed?, nil, nil, nil): self = .agree(try signed.signedBytes())
        case (nil, let comment?, nil, nil): self = .deny(comment: try comment.reason())
        case (nil, nil, let text?, nil): self = .respond(text: try text.reason())
        case (nil, nil, nil, let outcome?): self = .outcome(try outcome.oneOf(ConcludeEffect.Outcome.self))
        default: throw node.error("must have exactly one of `signed`, `deny`, `respond` and `outcome`")
        }
    }
}

extension CanonicalWriter {
    fileprivate mutating func members(of entry: InboxItem, goal: String?) {
        let item = entry.item
        member("asked_at", item.askedAt)
        member("assignee", entry.assignee)
        member("attempt", item.attempt)
        member("client", entry.mission?.client.text)
        member("deadline", item.deadline)
        member("goal", goal)
        member("id", item.id)
        member("kind", item.kind.rawValue)
        member("mission", entry.mission?.id)
        member("on_deadline", item.onDeadline.rawValue)
        if case .operation(let operation, _) = item.subject { member("operation", operation) }
        if let parameters = entry.parameters { member("parameters", canonical: parameters) }
        if case .effect(let permit) = item.subject { member("permit", permit) }
        if let operation = entry.operation { member("request", canonical: operation) }
        member("text", item.text)
    }
}
