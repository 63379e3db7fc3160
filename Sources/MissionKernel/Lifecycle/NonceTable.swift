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

/// Answers that were given to lifecycle requests (draft-mcguinness-oauth-mission-status, *Idempotency and Conflicts*).
package struct NonceTable: Sendable {
    struct Key: Hashable {
        let client: ClientID
        let mission: MissionID
        let nonce: ExactText

    }

    struct Answer {
        let request: Digest
        let response: [UInt8]
    }

    var answers = RecentTable<Key, Answer>()

    /// How long an answer is kept: far longer than a signed response is valid.
    package static let retentionMilliseconds: Int64 = 24 * 3600 * 1000

    /// Whether this request was answered before; the same nonce for another request is refused.
    package func isReplay(_ key: ReplayKey) throws(Refusal) -> Bool {
        guard let answer = answers[Key(key)] else { return false }
        guard answer.request == key.request else {
            throw Refusal(.nonceReused, "this nonce was used for another request")
        }
        return true
    }

    /// The answer that was given to this request.
    package func response(to key: ReplayKey) -> [UInt8]? {
        guard let answer = answers[Key(key)], answer.request == key.request else { return nil }
        return answer.response
    }

    /// What is remembered, with the moment until which it is.
    package var remembered: [(key: ReplayKey, response: [UInt8], until: Instant)] {
        answers.entries.map { entry in
            let key = ReplayKey(
                client: entry.key.client, mission: entry.key.mission, nonce: entry.key.nonce,
                request: entry.value.request)
            return (key, entry.value.response, entry.until)
        }
    }

    mutating func record(_ key: ReplayKey, response: [UInt8], at moment: Instant) {
        answers.remember(
            Key(key), Answer(request: key.request, response: response),
            until: moment.adding(milliseconds: Self.retentionMilliseconds))
    }

    mutating func forget(before moment: Instant) { answers.forget(before: moment) }
}

extension NonceTable.Key {
    fileprivate init(_ key: ReplayKey) {
        self.init(client: key.client, mission: key.mission, nonce: key.nonce)
    }
}
