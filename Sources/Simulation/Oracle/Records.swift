// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// What the oracle knows of a submission.
struct SubmissionModel {
    let received: SubmissionReceived
    var isOpen = true
}

/// What the oracle knows of a session.
struct SessionModel {
    let id: SessionID
    var mission: MissionID
    let parent: SessionID?
    var epoch: Int32 = 1
    var state = HarnessState.running
    var checkpoint: Int32 = 0
}

/// What the oracle knows of a queue item.
struct ItemModel {
    let queued: ItemQueued
    let at: Instant
    var state = QueueItem.State.waiting
}

/// What the oracle knows of an effect.
struct EffectModel {
    let granted: PermitGranted
    let at: Instant
    var state = Effect.State.permitted
    var cost: Cost
    var result: Digest?

    /// Whether it was refused without a word of what the try cost, so that all was given back.
    var isGivenBack = false

    /// Whether the permit ran out before it was used.
    func hasLapsed(by moment: Instant) -> Bool { state == .permitted && granted.terms.validUntil < moment }
}

/// What the oracle knows of a question.
struct QuestionModel {
    let raised: AttentionRaised
    var deadline: Instant?
    var assignee: Principal?

    /// The operation that is asked about, if it is one.
    var operation: OperationKey? {
        guard case .operation(let operation, let mission) = raised.subject else { return nil }
        return OperationKey(mission: mission, operation: operation)
    }
}

/// A person's answer about one operation.
struct AnswerModel {
    let at: Instant
    let until: Instant
}

/// What a person was asked about.
struct OperationKey: Hashable {
    let mission: MissionID
    let operation: Digest
}

/// For what a nonce stands.
struct NonceKey: Hashable {
    let client: ClientID
    let mission: MissionID
    let nonce: ExactText

    init(_ key: ReplayKey) {
        client = key.client
        mission = key.mission
        nonce = key.nonce
    }
}

/// What was answered to a nonce.
struct NonceModel {
    let request: Digest
    let answer: LifecycleAnswer
    let at: Instant
}

/// How a mission stands by the oracle.
struct StandingModel: Equatable {
    let state: MissionState
    /// Since when the mission is not active, when it is not.
    let since: Instant?
}
