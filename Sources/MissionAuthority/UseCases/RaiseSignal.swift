// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// What a signal changed.
package struct SignalReceipt: Hashable, Sendable {
    /// Whether the fact has this value now because of this signal; false for repeated, late and unchanged news.
    package let isNews: Bool
    /// Missions that depended on the fact when the news came, and had not ended.
    package let missionCount: Int
}

extension MissionAuthority {
    /// Brings news of a fact.
    package func signal(_ signal: Signal, completion: @escaping Completion<SignalReceipt>) {
        perform(completion) { (state, now) throws(Refusal) in
            let events = try signal.decide(in: state, at: now)
            let missions = state.facts[signal.fact].map(state.openMissions(dependingOn:)) ?? 0
            return Decided(events) { _, _ in SignalReceipt(isNews: !events.isEmpty, missionCount: missions) }
        }
    }
}
