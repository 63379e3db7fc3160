// SPDX-License-Identifier: Apache-2.0

/// What a run must have met sometimes: each kind of fault, and each state worth reaching.
package enum Mark: String, CaseIterable, Sendable {
    // Faults.
    case callLost = "call lost"
    case answerLost = "answer lost"
    case callTwice = "call arrived twice"
    case callLate = "call waited for a later round"
    case groupCommit = "several calls in one round"
    case authorityAway = "call to an authority that is down"
    case crashIdle = "crash between two rounds"
    case crashBeforeDurable = "crash before a write was durable"
    case crashAfterDurable = "crash after a write, before its answers"
    case restart = "restart"
    case writeLost = "write failed"
    case writeAmbiguous = "write done and reported failed"
    case writeUnreadable = "write done, reported failed and not readable"
    case writeAppears = "failed write came to light after a crash"
    case writeConflict = "another writer was faster"
    case diskFull = "disk full"
    case clockAhead = "wall clock set ahead"
    case clockBack = "wall clock set back"
    case asleep = "machine asleep"
    case agentKilled = "agent killed"
    case agentKilledInEffect = "agent killed half-way in an effect"
    case olderAttempt = "older attempt tried to go on"
    case watchCut = "watch cut off"
    case watchLate = "watch behind"

    // Governing.
    case pending = "mission submitted"
    case approvedByPerson = "mission approved by a person"
    case approvedLess = "less approved than asked for"
    case denied = "submission denied"
    case submissionLapsed = "submission lapsed"
    case child = "child mission"
    case grandchild = "grandchild mission"
    case childByPerson = "child approved by a person"
    case superseded = "mission superseded"
    case suspended = "mission suspended by request"
    case suspendedByFact = "mission suspended by a fact"
    case returnedByFact = "mission resumed by a fact"
    case returnedByClock = "mission resumed by its deadline"
    case resumedByPerson = "mission resumed by request"
    case revoked = "mission revoked"
    case revokedByFact = "mission ended by a fact"
    case revokedByClock = "mission revoked by its deadline"
    case completed = "mission completed"
    case expired = "mission expired"
    case cascaded = "mission cascaded"
    case narrowed = "mission narrowed by request"
    case narrowedByFact = "mission narrowed by a fact"
    case tightened = "mission tightened"
    case extended = "mission extended"
    case grantorLeft = "person left"
    case clientDisabled = "client disabled"
    case nonceRepeated = "lifecycle request repeated under its nonce"

    // Work.
    case sessionOpened = "session opened"
    case sessionContinued = "session continued"
    case sessionStopped = "session stopped"
    case sessionRebound = "session moved to a successor"
    case permitted = "durable permit given"
    case permitRepeated = "permit asked for again under its key"
    case duplicateSuppressed = "key in use"
    case containedDenied = "denied for what was taken away"
    case inactiveDenied = "denied for the mission's state"
    case quotaDenied = "denied for a bound"
    case personNeeded = "denied until a person agrees"
    case agreed = "person agreed to an action"
    case permitLapsed = "permit ran out unused"
    case begun = "effect begun"
    case beginRefused = "permit void when it was to be used"
    case applied = "effect applied"
    case refusedEffect = "effect refused"
    case unknownEffect = "effect unknown"
    case accounted = "unknown effect accounted for"
    case itemDispatched = "queue item dispatched"
    case itemSuppressed = "queue item suppressed"
    case escalated = "question escalated"
    case questionExpired = "question expired"
    case cacheServed = "permit served from a cache"
    case leaseRenewed = "lease renewed"
    case leaseEnded = "lease not renewed"

    // Attacks that must fail.
    case forgedRefused = "forged signature refused"
    case registrationRefused = "registration that no approver signed refused"
    case selfApprovalRefused = "self-approval refused"
    case sessionRefused = "governing by a process refused"
    case staleVersionRefused = "older version refused"
    case staleEpochRefused = "older attempt refused"
    case terminalRefused = "change after the end refused"
    case subsetRefused = "larger child refused"
    case fanoutRefused = "one child too many refused"
    case parentRefused = "child of a stopped parent refused"
    case nonceReused = "nonce for another request refused"
    case keyConflict = "key for another operation refused"
    case consumedRefused = "second use of a permit refused"

    // Proofs.
    case checkpoint = "checkpoint signed"
    case receipt = "receipt verified"
    case snapshot = "snapshot kept"
    case replayed = "replay compared with the live state"
    case healed = "world healed and settled"
}

/// How often each mark was met.
package struct Coverage: Sendable {
    private var counts = [Int](repeating: 0, count: Mark.allCases.count)

    mutating func note(_ mark: Mark) {
        guard let place = Self.places[mark] else { return }
        counts[place] += 1
    }

    mutating func add(_ other: Coverage) {
        for place in counts.indices { counts[place] += other.counts[place] }
    }

    /// How often a mark was met.
    package func count(of mark: Mark) -> Int { Self.places[mark].map { counts[$0] } ?? 0 }

    /// What was never met.
    package var missing: [Mark] { Mark.allCases.filter { count(of: $0) == 0 } }

    private static let places = Dictionary(uniqueKeysWithValues: zip(Mark.allCases, 0...))
}
