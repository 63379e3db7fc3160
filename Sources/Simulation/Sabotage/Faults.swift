// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionAuthority
import MissionKernel

/// Places at which the real logic can be made wrong from outside. With none set, all is as in production.
struct Faults: Sendable {
    /// What a call is taken for.
    var hearing: (@Sendable (Call, AuthorityState, Archive) -> Call)?
    /// Makes the state on which a call is decided again, when the true one did not lead to a ``gain``.
    var forging: (@Sendable (inout AuthorityState, Call, Instant, Archive) -> Void)?
    /// Makes a state that is forged in the same way and says nothing false: what follows from that already is let be.
    var controlling: (@Sendable (inout AuthorityState, Call, Instant, Archive) -> Void)?
    /// The events for which a forged state is used.
    var gain: @Sendable (Event) -> Bool = { _ in false }
    /// Changes the events that a call led to.
    var staging: (@Sendable (Event, AuthorityState) -> [Event])?
    /// Whether answers are given before what they rest on is durable.
    var answersEarly = false
    /// Changes the events that time led to.
    var settling: (@Sendable (Event, AuthorityState) -> [Event])?
    /// Changes an entry as it is read at a restart.
    var replaying: (@Sendable (Event, AuthorityState) -> Event)?
    /// Entries at the end of the ledger that a restart does not see.
    var forgottenEntries: Int64 = 0
    /// Whether an append that failed is taken for done.
    var trustsFailedWrites = false
    /// The reason for which a plain evaluation that was denied is repeated as if nothing spoke against it.
    var looking: DenialReason?
    /// Whether a lease is renewed without a look at the mission.
    var renewsBlindly = false
    /// Whether an enforcement point keeps permits that must not be kept.
    var cachesEverything = false
    /// Whether what an enforcement point keeps never grows old.
    var cacheNeverAges = false
    /// Whether those who follow are told what a round brought.
    var tells: @Sendable (Sequencer.Round) -> Bool = { _ in true }

    /// How time has its consequences.
    var rules: Sequencer.Rules {
        guard let settling else { return .kernel }
        return Sequencer.Rules { state, now in
            Sequencer.Rules.kernel.settle(state, now).flatMap { settling($0, state) }
        }
    }

    /// A job as these faults let it be decided.
    func bend(_ job: Job, for call: Call, _ archive: Archive) -> Job {
        Job { state, now in
            var staged = decide(job, for: call, in: state, at: now, archive)
            if let staging { staged.events = staged.events.flatMap { staging($0, state) } }
            let kept = staged
            guard answersEarly else { return kept }
            return Staged(
                events: kept.events, blobs: kept.blobs,
                finish: { state, now in
                    let finished = kept.finish(state, now)
                    finished.deliver(nil)
                    return Finished(events: finished.events) { _ in }
                }, fail: kept.fail)
        }
    }

    private func decide(
        _ job: Job, for call: Call, in state: AuthorityState, at now: Instant, _ archive: Archive
    ) -> Staged {
        let truly = job.stage(state, now)
        guard let forging, !truly.events.contains(where: gain) else { return truly }
        if let controlling, gains(job, controlling, call, state, now, archive) != nil { return truly }
        return gains(job, forging, call, state, now, archive) ?? truly
    }

    /// What a job leads to on a forged state, if it is something that the true state does not lead to.
    private func gains(
        _ job: Job, _ forge: @Sendable (inout AuthorityState, Call, Instant, Archive) -> Void, _ call: Call,
        _ state: AuthorityState, _ now: Instant, _ archive: Archive
    ) -> Staged? {
        var view = state
        forge(&view, call, now, archive)
        let staged = job.stage(view, now)
        return staged.events.contains(where: gain) ? staged : nil
    }
}

/// A controlled mistake: the real logic, wrong at one point. The simulator must find each.
package struct Sabotage: Sendable {
    /// By which it is switched on.
    package let name: String
    /// What it makes wrong, as a sentence.
    package let summary: String
    let faults: Faults

    init(_ name: String, _ summary: String, _ set: (inout Faults) -> Void) {
        self.name = name
        self.summary = summary
        var faults = Faults()
        set(&faults)
        self.faults = faults
    }

    /// All sabotages, in the order in which they are listed.
    package static let all = decisions + children + hearing + records + ledger + edge

    /// The sabotage of this name, or nil.
    package static func named(_ name: String) -> Sabotage? { all.first { $0.name == name } }
}
