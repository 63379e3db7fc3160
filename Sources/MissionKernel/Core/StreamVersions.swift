// SPDX-License-Identifier: Apache-2.0

/// A sequence of events whose order matters to each other: the unit on which writers compare and swap.
package enum StreamID: Hashable, Sendable {
    /// Clients, people, policy.
    case registry
    /// Signals.
    case facts
    /// Submissions.
    case intake
    /// A tree of missions with its sessions, effects and questions, named by its first mission.
    case tree(MissionID)
}

/// How many events each stream has.
package struct StreamVersions: Sendable, Equatable {
    private var versions = PagedDictionary<StreamID, Int64>()

    package internal(set) subscript(_ stream: StreamID) -> Int64 {
        get { versions[stream] ?? 0 }
        set { versions[stream] = newValue }
    }

    mutating func count(_ event: Event, in state: AuthorityState) {
        for stream in state.streams(of: event) { versions[stream, default: 0] += 1 }
    }
}
