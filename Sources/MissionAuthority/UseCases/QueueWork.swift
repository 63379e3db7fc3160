// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Work for a session's queue.
package struct QueueRequest: Sendable {
    package let attempt: Attempt
    package let action: String
    package let resource: ResourceURI
    package var key: ExactText?
    package var notBefore: Instant?
    package var expiresAt: Instant?
    package var retryOf: QueueItemID?

    package init(attempt: Attempt, action: String, resource: ResourceURI) {
        self.attempt = attempt
        self.action = action
        self.resource = resource
    }
}

extension MissionAuthority {
    /// Puts work into a session's queue.
    package func enqueue(
        _ request: QueueRequest, caller: Caller, completion: @escaping Completion<QueueItemID>
    ) {
        let id: QueueItemID = identities.next()
        let command = Enqueue(
            caller: caller, attempt: request.attempt, id: id, action: request.action, resource: request.resource,
            key: request.key, notBefore: request.notBefore, expiresAt: request.expiresAt, retryOf: request.retryOf)
        perform(completion) { (state, now) throws(Refusal) in
            Decided(try command.decide(in: state, at: now)) { _, _ in id }
        }
    }

    /// Takes an item from the queue, or learns that it is suppressed.
    package func dispatch(_ command: DispatchItem, completion: @escaping Completion<QueueItem>) {
        perform(completion) { (state, now) throws(Refusal) in
            Decided(try command.decide(in: state, at: now)) { state, _ in
                guard let item = state.sessions[command.attempt.session]?.queue.first(where: { $0.id == command.id })
                else { preconditionFailure("queue item `\(command.id.text)` was dispatched and is gone") }
                return item
            }
        }
    }

    /// Records whether a dispatched item was done or failed, for the attempt that took it. Reporting the same twice
    /// counts once.
    package func conclude(_ command: ConcludeItem, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }
}
