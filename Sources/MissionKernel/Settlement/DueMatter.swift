// SPDX-License-Identifier: Apache-2.0

/// Something that happens when a moment passes.
package enum DueMatter: Hashable, Sendable {
    /// A mission's expiry, or the end of its suspension.
    case mission(MissionIndex)
    case submission(SubmissionID)
    case attention(AttentionID)
    case queueItem(QueueItemID)
    /// The outcome of an action that began was to be reported.
    case effect(PermitID)
}
