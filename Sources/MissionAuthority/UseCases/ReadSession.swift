// SPDX-License-Identifier: Apache-2.0

import Ledger
package import MissionKernel

/// A session as it stands.
package struct SessionReport: Sendable {
    package let session: Session
    package let mission: MissionID
    package let standing: Standing
    /// The number of the ledger entry that records its beginning.
    package let recordedAt: Int64
    /// Whether a supervisor keeps it running: it has asked within the last lease. Not known from before a restart.
    package let isLive: Bool
    /// When its supervisor has asked last; nil when none did since the authority started, or it has stopped in order.
    package let heardAt: Instant?
    /// What it has begun and nobody has accounted for yet, the oldest first; nil in a list.
    package let openEffects: [Effect]?
}

/// A page of a list of sessions.
package struct SessionPage: Sendable {
    package let sessions: [SessionReport]
    /// Where the next page begins; nil when there is none.
    package let next: Int32?
}

extension MissionAuthority {
    /// The sessions that the caller may see, of those that were opened before `position`, the newest first.
    package func sessions(before position: Int32, max: Int, caller: Caller) -> SessionPage {
        readCopy { state, now in
            var page: [SessionReport] = []
            var next = min(Int(position), state.sessions.count)
            while next > 0, page.count < max {
                next -= 1
                let session = state.sessions.sessions[next]
                guard mayReach(session, caller, in: state) else { continue }
                page.append(SessionReport(session, leases, openEffects: nil, in: state, at: now))
            }
            return SessionPage(sessions: page, next: next > 0 ? Int32(next) : nil)
        }
    }

    /// One session.
    package func session(_ id: SessionID, caller: Caller) throws(Refusal) -> SessionReport {
        try readCopy { (state, now) throws(Refusal) in
            let session = try state.session(id)
            guard mayReach(session, caller, in: state) else { throw .unknownSession }
            return SessionReport(session, leases, openEffects: state.effects.open(in: id), in: state, at: now)
        }
    }

    private func mayReach(_ session: Session, _ caller: Caller, in state: AuthorityState) -> Bool {
        switch caller {
        case .owner: true
        case .client(let client): state.registry.index(of: client) == state.missions[session.mission].parties.client
        case .session(let own): session.id == own || session.parent == own
        }
    }

    /// How the session's work was started, as it was recorded; nil when the ledger cannot be read.
    package func launch(of report: SessionReport) -> [UInt8]? {
        do {
            guard let entry = try store.entries(from: report.recordedAt, max: 1).first else { return nil }
            var reader = EntryReader()
            guard case .sessionOpened(let opened) = try reader.read(entry.bytes).event else { return nil }
            return opened.launch
        } catch {
            return nil
        }
    }

    /// Bytes kept beside the ledger; nil when they were never kept, were erased, or cannot be read.
    package func blob(_ digest: Digest) -> [UInt8]? {
        do throws(StoreError) { return try store.blob(digest) } catch { return nil }
    }
}

extension SessionReport {
    fileprivate init(
        _ session: Session, _ leases: LeaseBook, openEffects: [Effect]?, in state: AuthorityState, at now: Instant
    ) {
        self.init(
            session: session, mission: state.missions[session.mission].id,
            standing: state.standing(of: session.mission, at: now), recordedAt: session.recordedAt,
            isLive: session.state == .running && leases.isLive(session.id, epoch: session.epoch, at: now),
            heardAt: session.state == .running ? leases.heardAt(session.id, epoch: session.epoch) : nil,
            openEffects: openEffects)
    }
}
