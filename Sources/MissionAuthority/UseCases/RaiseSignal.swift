// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// What a signal changed.
package struct SignalReceipt: Hashable, Sendable {
    /// Whether the fact has this value now because of this signal; false for repeated, late and unchanged news.
    package let isNews: Bool
    /// Missions that depend on the fact and had not ended before the news.
    package let missionCount: Int
    /// What the news did to missions.
    package let changes: [MissionTurn]
    /// False where so many missions depend on the fact that what follows is written in steps, after the answer.
    package let isComplete: Bool
}

/// What a fact did to one mission.
package struct MissionTurn: Hashable, Sendable {
    package let mission: MissionID
    package let kind: Kind

    /// What happened to the mission, in the words of its lifecycle.
    package enum Kind: String, CaseIterable, Sendable {
        case suspended, resumed, narrowed, revoked, completed
    }
}

extension MissionAuthority {
    /// Brings news of a fact.
    package func signal(_ signal: Signal, completion: @escaping Completion<SignalReceipt>) {
        perform(completion) { (state, now) throws(Refusal) in
            let events = try signal.decide(in: state, at: now)
            let receipt = SignalReceipt(
                isNews: !events.isEmpty, missionCount: state.dependents(on: signal.fact),
                changes: events.compactMap { MissionTurn($0, by: signal.fact) },
                isComplete: events.allSatisfy(\.isSettled))
            return Decided(events) { _, _ in receipt }
        }
    }
}

extension MissionTurn {
    /// What the event did to a mission because of `fact`; nil when it did nothing for that.
    fileprivate init?(_ event: Event, by fact: FactKey) {
        switch event {
        case .missionSuspended(let event) where event.suspension.cause == .fact(fact):
            self.init(mission: event.mission, kind: .suspended)
        case .missionResumed(let event) where event.cause == .fact(fact):
            self.init(mission: event.mission, kind: .resumed)
        case .missionContained(let event): self.init(mission: event.mission, kind: .narrowed)
        case .missionEnded(let event) where event.ending.cause == .fact(fact):
            self.init(mission: event.mission, kind: event.ending.state == .completed ? .completed : .revoked)
        default: return nil
        }
    }
}

extension Event {
    /// Whether nothing is left to be written of what this brings.
    fileprivate var isSettled: Bool {
        if case .factChanged(let event) = self { event.isSettled } else { true }
    }
}
