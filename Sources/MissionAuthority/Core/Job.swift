// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// One thing to decide, in its turn.
package struct Job: Sendable {
    /// Decides against the state at a moment. What it stages is applied at once, and durable before it is delivered.
    ///
    /// Deciding changes nothing, so it may be done more than once; what is delivered is what was staged last.
    package let stage: @Sendable (AuthorityState, Instant) -> Staged

    package init(stage: @escaping @Sendable (AuthorityState, Instant) -> Staged) { self.stage = stage }
}

/// What deciding came to.
package struct Staged: Sendable {
    package var events: [Event]
    /// What is kept beside the events, each under its digest.
    package let blobs: [[UInt8]]
    /// Sees the state with the events applied; may add events that record the answer itself.
    package let finish: @Sendable (AuthorityState, Instant) -> Finished
    /// Called once instead of `finish` where the events are not applied: says why nothing happened.
    package let fail: @Sendable (AuthorityError.Unavailability) -> Void

    package init(
        events: [Event], blobs: [[UInt8]] = [], finish: @escaping @Sendable (AuthorityState, Instant) -> Finished,
        fail: @escaping @Sendable (AuthorityError.Unavailability) -> Void
    ) {
        self.events = events
        self.blobs = blobs
        self.finish = finish
        self.fail = fail
    }
}

/// What will be answered, once what it rests on is durable.
package struct Finished: Sendable {
    package var events: [Event] = []
    /// Called once: with nil when everything is durable, with the reason when it did not happen.
    package let deliver: @Sendable (AuthorityError.Unavailability?) -> Void

    package init(events: [Event] = [], deliver: @escaping @Sendable (AuthorityError.Unavailability?) -> Void) {
        self.events = events
        self.deliver = deliver
    }
}

/// What a use case decides: events, and the answer that the state after them gives. It may be a refusal that is on
/// record.
package struct Decided<Answer: Sendable>: Sendable {
    package let events: [Event]
    /// What is kept beside the events, each under its digest.
    package let blobs: [[UInt8]]
    package let answer: @Sendable (AuthorityState, Instant) throws(Refusal) -> Answer
    /// Events that record the answer itself, such as the signed response to a nonce.
    package let recording: @Sendable (Answer) -> [Event]

    package init(
        _ events: [Event], keeping blobs: [[UInt8]] = [],
        recording: @escaping @Sendable (Answer) -> [Event] = { _ in [] },
        answer: @escaping @Sendable (AuthorityState, Instant) throws(Refusal) -> Answer
    ) {
        self.events = events
        self.blobs = blobs
        self.recording = recording
        self.answer = answer
    }
}

/// Called once with the answer, from any thread.
package typealias Completion<Answer> = @Sendable (Result<Answer, AuthorityError>) -> Void

extension Job {
    /// A job that decides with `decide` and answers `completion` when that is durable. A refusal waits too: it may rest
    /// on events that are not durable yet.
    init<Answer: Sendable>(
        _ decide: @escaping @Sendable (AuthorityState, Instant) throws(Refusal) -> Decided<Answer>,
        completion: @escaping Completion<Answer>
    ) {
        stage = { state, now in
            do throws(Refusal) {
                return Self.staged(try decide(state, now), completion)
            } catch {
                return Self.refused(error, completion)
            }
        }
    }

    private static func staged<Answer>(
        _ decided: Decided<Answer>, _ completion: @escaping Completion<Answer>
    ) -> Staged {
        Staged(
            events: decided.events, blobs: decided.blobs,
            finish: { state, now in
                do throws(Refusal) {
                    let answer = try decided.answer(state, now)
                    return Finished(events: decided.recording(answer)) { failure in
                        completion(failure.map { .failure(.unavailable($0)) } ?? .success(answer))
                    }
                } catch {
                    return Self.refused(error, completion).finish(state, now)
                }
            }, fail: { completion(.failure(.unavailable($0))) })
    }

    private static func refused<Answer>(_ refusal: Refusal, _ completion: @escaping Completion<Answer>) -> Staged {
        Staged(
            events: [],
            finish: { _, _ in
                Finished { failure in completion(.failure(failure.map { .unavailable($0) } ?? .refused(refusal))) }
            }, fail: { completion(.failure(.unavailable($0))) })
    }
}
