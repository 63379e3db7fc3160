// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Platform

/// How long a session may run on what its supervisor was last told, and when that is to be asked again.
struct Lease: Equatable {
    /// What came of asking whether the session may keep running.
    enum Answer: Equatable {
        /// It may, for so long from when it was asked.
        case good(milliseconds: Int64)
        case ended(HarnessDecision)
        /// Nobody could say.
        case unknown
    }

    /// What the answer means for the session's processes.
    enum Consequence: Equatable {
        case goOn
        /// They go on for as long as the lease holds; `isNew` with the first of several questions without an answer.
        case goOnUnanswered(isNew: Bool)
        case stop(HarnessDecision)
        case stopUnanswered
    }

    private(set) var runsOut: BootInstant
    /// When to ask next.
    private(set) var renewal: BootInstant
    private var isAnswered = true

    /// The part of a lease after which it is renewed.
    private static let renewalDivisor: Int64 = 3
    /// How long to wait before an authority that did not answer is asked again.
    static let retryMilliseconds: Int64 = 500

    /// - Parameter now: when it is asked for the first time.
    init(until runsOut: BootInstant, renewedAt now: BootInstant) {
        self.runsOut = runsOut
        renewal = now
    }

    /// Takes in an answer that came at `now` to a question of the moment `asked`.
    mutating func take(_ answer: Answer, askedAt asked: BootInstant, at now: BootInstant) -> Consequence {
        switch answer {
        case .good(let milliseconds):
            isAnswered = true
            // The answer is good from when it was asked for: what the way took is lost, never gained.
            runsOut = asked + .milliseconds(milliseconds)
            renewal = asked + .milliseconds(milliseconds / Self.renewalDivisor)
            return .goOn
        case .ended(let decision):
            return .stop(decision)
        case .unknown:
            guard now < runsOut else { return .stopUnanswered }
            defer { isAnswered = false }
            renewal = min(runsOut, now + .milliseconds(Self.retryMilliseconds))
            return .goOnUnanswered(isNew: isAnswered)
        }
    }
}
