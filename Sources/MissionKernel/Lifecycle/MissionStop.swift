// SPDX-License-Identifier: Apache-2.0

/// Why nothing happens under a mission: how it stands, and what whoever stopped it said.
package struct MissionStop: Hashable, Sendable {
    package let state: MissionState
    package let cause: Cause?
    package let reason: String
    package let successor: MissionID?

    package init(_ state: MissionState, cause: Cause? = nil, reason: String = "", successor: MissionID? = nil) {
        self.state = state
        self.cause = cause
        self.reason = reason
        self.successor = successor
    }

    init(_ lifecycle: Lifecycle) {
        self.init(lifecycle.state, lifecycle.suspension, lifecycle.ending)
    }

    package init(_ standing: Standing) {
        self.init(standing.state, standing.suspension, standing.ending)
    }

    private init(_ state: MissionState, _ suspension: Suspension?, _ ending: Ending?) {
        self.init(
            state, cause: ending?.cause ?? suspension?.cause, reason: ending?.reason ?? suspension?.reason ?? "",
            successor: ending?.successor)
    }

    /// What is so of the mission, in words that follow its name: ``is suspended: “look at the migration first”``.
    package var predicate: String {
        if state == .cascaded { return "is over: a mission above it has ended" }
        return "is \(state.rawValue)\(because)"
    }

    private var because: String {
        if !reason.isEmpty { return ": “\(reason)”" }
        if let successor { return ": \(successor.text) has taken over" }
        if case .fact(let fact) = cause { return ": \(fact.name) is not as it must be" }
        return ""
    }
}
