// SPDX-License-Identifier: Apache-2.0

/// What makes two requests one: who sent it, about what, under which nonce; and what exactly was asked.
package struct ReplayKey: Hashable, Sendable {
    package let client: ClientID
    package let mission: MissionID
    package let nonce: ExactText
    /// The digest of the request's bytes.
    package let request: Digest

    package init(client: ClientID, mission: MissionID, nonce: ExactText, request: Digest) {
        self.client = client
        self.mission = mission
        self.nonce = nonce
        self.request = request
    }
}

/// What was answered to a lifecycle request, so that its repetition is answered alike.
package enum LifecycleAnswer: Hashable, Sendable {
    case signed([UInt8])
    /// The mission did not stand as the request needed it: a late repetition must not find that it does by now.
    case refused(Refusal)
}

/// Answers that were given to lifecycle requests (draft-mcguinness-oauth-mission-status, *Idempotency and Conflicts*).
package struct NonceTable: Sendable {
    struct Key: Hashable {
        let client: ClientID
        let mission: MissionID
        let nonce: ExactText

    }

    struct Answer {
        let request: Digest
        let answer: LifecycleAnswer
    }

    var answers = RecentTable<Key, Answer>()

    /// How long an answer is kept: far longer than a signed response is valid.
    package static let retentionMilliseconds: Int64 = 24 * 3600 * 1000

    /// What was answered to this request, if it was; the same nonce for another request is refused.
    package func answer(to key: ReplayKey) throws(Refusal) -> LifecycleAnswer? {
        guard let known = answers[Key(key)] else { return nil }
        guard known.request == key.request else {
            throw Refusal(.nonceReused, "this nonce was used for another request")
        }
        return known.answer
    }

    /// What is remembered, with the moment until which it is.
    package var remembered: [(key: ReplayKey, answer: LifecycleAnswer, until: Instant)] {
        answers.entries.map { entry in
            let key = ReplayKey(
                client: entry.key.client, mission: entry.key.mission, nonce: entry.key.nonce,
                request: entry.value.request)
            return (key, entry.value.answer, entry.until)
        }
    }

    mutating func record(_ key: ReplayKey, _ answer: LifecycleAnswer, at moment: Instant) {
        answers.remember(
            Key(key), Answer(request: key.request, answer: answer),
            until: moment.adding(milliseconds: Self.retentionMilliseconds))
    }

    mutating func forget(before moment: Instant) { answers.forget(before: moment) }
}

extension NonceTable.Key {
    fileprivate init(_ key: ReplayKey) {
        self.init(client: key.client, mission: key.mission, nonce: key.nonce)
    }
}
