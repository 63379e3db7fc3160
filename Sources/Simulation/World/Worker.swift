// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// One attempt at work: what an agent's process has in its head. Killing it loses all of that.
// SAFETY: a world has one thread, and nothing else uses this.
final class Worker: @unchecked Sendable {
    let mission: MissionID
    let client: ClientID
    let attempt: Attempt
    /// How the process makes itself known.
    let caller: Caller
    var errands: [Errand] = []
    var items: [QueueItemID] = []
    /// Whether the process has ended, or lost its session.
    var isGone = false

    init(mission: MissionID, client: ClientID, attempt: Attempt, caller: Caller) {
        self.mission = mission
        self.client = client
        self.attempt = attempt
        self.caller = caller
    }

    var isInEffect: Bool { errands.contains { $0.phase == .begun || $0.phase == .performed } }
}

/// One thing that an agent wants to have happen in the world.
// SAFETY: a world has one thread, and nothing else uses this.
final class Errand: @unchecked Sendable {
    enum Phase: Equatable {
        case wanted
        case permitted
        case begun
        case performed
        /// It did not happen.
        case failed
        /// The agent cannot tell whether it happened.
        case unsure
        case over
    }

    let request: ActionRequest
    let key: ExactText
    var phase = Phase.wanted
    var permit: PermitID?
    /// Whether the beginning was asked for and not answered.
    var mayHaveBegun = false
    /// How often the permit was asked for.
    var tries = 0

    init(_ request: ActionRequest, key: ExactText) {
        self.request = request
        self.key = key
    }
}
