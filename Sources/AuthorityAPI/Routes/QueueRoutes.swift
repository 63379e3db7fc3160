// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// A session's queue of work that waits for its time.
struct QueueRoutes {
    let authority: MissionAuthority

    var routes: [Route] {
        [
            Route(
                .post, "/v1/sessions/{session}/queue", "Put work into the queue", request: [.json(.queueRequest)],
                answers: [.created(.queueReceipt)], handle: enqueue),
            Route(
                .post, "/v1/sessions/{session}/queue/{item}/dispatch", "Take an item to do it, if it may still be done",
                request: [.json(.epochRequest)], answers: [.ok(.queueItem)], handle: dispatch),
            Route(
                .post, "/v1/sessions/{session}/queue/{item}/conclude", "Report what became of an item",
                request: [.json(.concludeItemRequest)], handle: conclude),
        ]
    }

    private func enqueue(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let session: SessionID = request.identifier()
        let asked = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: [
                "action", "epoch", "expires_at", "idempotency_key", "not_before", "resource", "retry_of",
            ])
            var asked = QueueRequest(
                attempt: Attempt(session: session, epoch: try object.required("epoch", JSONNode.epoch)),
                action: try object.required("action", JSONNode.actionName),
                resource: try AuthorityGrammar.resource(object.member("resource")))
            asked.key = try object.optional("idempotency_key", JSONNode.idempotencyKey)
            asked.notBefore = try object.optional("not_before", JSONNode.instant)
            asked.expiresAt = try object.optional("expires_at", JSONNode.instant)
            asked.retryOf = try object["retry_of"].map { (node) throws(JSONShapeError) in try node.identifier() }
            return asked
        }
        authority.enqueue(
            asked, caller: request.caller,
            completion: reply.completion { reply, item in
                reply.object(.created) { json in json.member("queue_item_id", item) }
            })
    }

    private func dispatch(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let session: SessionID = request.identifier()
        let item: QueueItemID = request.identifier(1)
        let epoch = try request.json { (node) throws(JSONShapeError) in
            try node.object(only: ["epoch"]).required("epoch", JSONNode.epoch)
        }
        authority.dispatch(
            DispatchItem(caller: request.caller, attempt: Attempt(session: session, epoch: epoch), id: item),
            completion: reply.completion { reply, item in reply.object { json in json.members(of: item) } })
    }

    private func conclude(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let session: SessionID = request.identifier()
        let item: QueueItemID = request.identifier(1)
        let command = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["done", "epoch"])
            return ConcludeItem(
                caller: request.caller,
                attempt: Attempt(session: session, epoch: try object.required("epoch", JSONNode.epoch)), id: item,
                isDone: try object.required("done", JSONNode.boolean))
        }
        authority.conclude(command, completion: reply.whenDone)
    }
}
