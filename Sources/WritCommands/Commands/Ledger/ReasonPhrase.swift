// SPDX-License-Identifier: Apache-2.0

import MissionKernel

extension DenialReason {
    /// The reason in words, with its name on the wire.
    var phrase: String { "\(words) (\(rawValue))" }

    private var words: String {
        switch self {
        case .outOfAuthority: "the mission does not allow it"
        case .authorityContained: "it was taken away from the mission"
        case .approvalRequired: "a person must agree first"
        case .approvalExpired: "a person's agreement has run out"
        case .policyDenied: "the policy or a fact stands against it"
        case .staleState: "what the asker knows of the mission is too old"
        case .viewInconsistent: "what the asker says of the mission is not so"
        case .missionInactive: "the mission is not active"
        case .missionBindingFailed: "it names no mission that is known"
        case .missionMismatch: "it was asked for somebody for whom the mission does not run"
        case .missionReferenceConflict: "the reference that came with it is unusable, or another mission's"
        case .actorInvalid: "whoever asks may not act under the mission"
        case .credentialInvalid: "the credential is not valid"
        case .parameterViolation: "the parameters go beyond what the mission allows"
        case .duplicateSuppressed: "it has been done already under this key"
        case .idempotencyConflict: "the key stands for something else"
        case .quotaExceeded: "the mission's budget is used up"
        case .unsupportedAuthorizationType: "the authority cannot enforce this type of entry"
        case .constraintUnsupported: "the authority cannot enforce a constraint"
        }
    }
}

extension ResumePoint {
    /// When it asked, in words.
    var phrase: String {
        switch self {
        case .processRestart: "after a restart"
        case .deviceHandoff: "after it came to another device"
        case .backgroundWakeUp: "after it woke up"
        case .retry: "before a retry"
        case .asyncToolResponse: "when a tool answered"
        case .workspaceLoad: "when its workspace was loaded"
        case .credentialRefresh: "when its credential was to be renewed"
        case .queueDispatch: "before it took work from its queue"
        }
    }
}

extension HarnessDecision {
    /// What became of a session, in words.
    var phrase: String {
        switch self {
        case .continue: "goes on"
        case .suppress: "stays down"
        case .pause: "is paused"
        case .terminate: "is ended"
        case .handoff: "is handed to a person"
        }
    }
}
