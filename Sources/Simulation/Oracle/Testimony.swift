// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

/// What the authority has said. It outlives processes: what was once told must stay true.
// SAFETY: a world has one thread, and nothing else uses this.
final class Testimony: @unchecked Sendable {
    struct Told {
        let version: Int64
        let state: MissionState
        let expiresAt: Instant
        let containment: Int32
    }

    private struct AttemptKey: Hashable {
        let session: SessionID
        let epoch: Int32
    }

    private struct Sealed {
        let request: Digest
        let response: [UInt8]
        let at: Instant
    }

    private var told: [MissionID: Told] = [:]
    private var attempts: Set<AttemptKey> = []
    private var begun: Set<PermitID> = []
    private var sealed: [NonceKey: Sealed] = [:]

    /// The highest version that was told of a mission.
    func version(of id: MissionID) -> Int64 { told[id]?.version ?? 0 }

    /// The clock of a new process may stand before the last: what only time had brought may be told again.
    func forgetVersions() { told = [:] }

    /// Takes in a report; answers what contradicts what was told before.
    func tell(_ report: MissionReport) -> String? {
        let now = Told(
            version: report.standing.version, state: report.standing.state, expiresAt: report.expiresAt,
            containment: report.containmentVersion)
        defer { told[report.id] = now }
        guard let before = told[report.id] else { return nil }
        if before.state.isTerminal, now.state != before.state {
            return "was \(before.state.rawValue) and is \(now.state.rawValue)"
        }
        if now.version < before.version { return "went from version \(before.version) back to \(now.version)" }
        if now.containment < before.containment {
            return "was narrowed \(before.containment) times, now \(now.containment)"
        }
        let isChanged =
            now.state != before.state || now.expiresAt != before.expiresAt || now.containment != before.containment
        if isChanged, now.version == before.version {
            return "went from \(before.state.rawValue) to \(now.state.rawValue) without a new version"
        }
        return nil
    }

    /// An attempt may go on that was not there before; false when another got the same epoch.
    func start(_ attempt: Attempt) -> Bool {
        attempts.insert(AttemptKey(session: attempt.session, epoch: attempt.epoch)).inserted
    }

    /// A permit was used; false when it had been.
    func begin(_ permit: PermitID) -> Bool { begun.insert(permit).inserted }

    /// Whether this very request was answered before, and with the same bytes.
    func isSame(_ response: [UInt8], to key: ReplayKey, at now: Instant) -> Bool {
        let known = sealed[NonceKey(key)].flatMap { known in
            now < known.at.adding(milliseconds: NonceTable.retentionMilliseconds - 60_000) ? known : nil
        }
        guard let known, known.request == key.request else {
            sealed[NonceKey(key)] = Sealed(request: key.request, response: response, at: now)
            return true
        }
        return known.response == response
    }
}
