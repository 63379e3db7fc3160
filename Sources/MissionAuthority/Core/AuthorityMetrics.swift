// SPDX-License-Identifier: Apache-2.0

import MissionKernel
package import Platform

/// What an authority counts and measures, for whoever runs it; `docs/metrics.md` says what each is.
package struct AuthorityMetrics: Sendable {
    /// How long the store took to make an append durable.
    package let appends: Histogram

    private let permits: Counter
    private let denials: [DenialReason: Counter]
    private let entries: Counter
    private let ledger, missions, liveSessions, submissions, questions, watches: Gauge

    /// Registers them, each name once.
    package init(_ registry: MetricsRegistry) {
        let decisions = registry.counters(
            "writ_decisions_total", help: "Decisions answered, by what they are.", labels: ["decision", "reason"])
        permits = decisions.labeled("permit", "")
        denials = Dictionary(
            uniqueKeysWithValues: DenialReason.allCases.map { ($0, decisions.labeled("deny", $0.rawValue)) })
        appends = registry.histogram(
            "writ_append_seconds", help: "How long appends to the ledger took until they were durable.",
            bounds: Histogram.secondsBounds)
        entries = registry.counter("writ_appended_entries_total", help: "Entries appended to the ledger.")
        ledger = registry.gauge("writ_ledger_size", help: "Entries in the ledger.")
        missions = registry.gauge("writ_missions", help: "Missions that were ever approved.")
        liveSessions = registry.gauge("writ_live_sessions", help: "Sessions with a lease that their supervisor renews.")
        submissions = registry.gauge("writ_open_submissions", help: "Submissions that wait for a decision.")
        questions = registry.gauge("writ_open_questions", help: "Questions that wait for a person.")
        watches = registry.gauge("writ_watches", help: "Watches that are open.")
    }

    /// Counts a decision that is answered. Takes no lock.
    func count(_ decision: Decision) {
        guard let reason = decision.denial?.reason else { return permits.increment() }
        denials[reason]?.increment()
    }

    /// Counts what a round made durable.
    package func count(_ round: Sequencer.Round) { entries.increment(by: UInt64(round.events.count)) }

    /// Sets what is told as it stands now.
    func set(_ state: AuthorityState, liveSessions count: Int, watches open: Int) {
        ledger.set(state.size)
        missions.set(Int64(state.missions.count))
        liveSessions.set(Int64(count))
        submissions.set(Int64(state.submissions.open.count))
        questions.set(Int64(state.attention.open.count))
        watches.set(Int64(open))
    }
}

extension MissionAuthority {
    /// Brings the metrics that tell how things stand up to this moment. Takes the same time for any number of missions.
    package func updateMetrics(watches: Int) {
        let state = published.copy()
        metrics.set(state, liveSessions: leases.liveCount(at: state.moment(clock())), watches: watches)
    }
}
