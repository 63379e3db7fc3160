// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionAuthority
import Platform

/// What is done now and then, beside the work: signs of life on watches, signed checkpoints, and snapshots.
///
/// It ends after the writer, so that the last checkpoint and the last snapshot are of everything.
final class Housekeeping: Service {
    private struct Turn: ~Copyable {
        var isStopping = false
    }

    let name = "housekeeping"
    private let desk: LedgerDesk
    private let keeper: SnapshotKeeper
    private let watchers: WatchHub
    private let log: Log
    private let turn = Monitor(Turn())
    private let thread = Monitor<WorkerThread?>(nil)

    private static let beat = Duration.seconds(2)
    /// Beats between two signs of life on the watches.
    private static let signBeats = 5
    /// Beats between two checkpoints.
    private static let checkpointBeats = 30
    /// Snapshots take at most this part of the time.
    private static let snapshotShare: UInt64 = 20

    init(desk: LedgerDesk, keeper: SnapshotKeeper, watchers: WatchHub, log: Log) {
        self.desk = desk
        self.keeper = keeper
        self.watchers = watchers
        self.log = log
    }

    func start() throws {
        let worker = try WorkerThread(name: "housekeeping", yields: true) { [self] in run() }
        thread.withLock { $0 = worker }
    }

    func stop(deadline: Deadline) {
        turn.withLock { $0.isStopping = true }
        turn.notify()
        _ = thread.withLock { $0 }?.join(deadline: deadline)
        sign()
        save()
    }

    private func run() {
        var beats = 0
        var restsUntil: UInt64 = 0
        while !turn.wait(deadline: .after(Self.beat), until: { $0.isStopping }) {
            beats += 1
            if beats % Self.signBeats == 0 { watchers.beat() }
            if beats % Self.checkpointBeats == 0 { sign() }
            let start = MonotonicClock.milliseconds
            guard start >= restsUntil, keeper.isDue else { continue }
            save()
            let end = MonotonicClock.milliseconds
            restsUntil = end + (end - start) * Self.snapshotShare
        }
    }

    /// Signs what the ledger has become, so that nobody can cut it short unnoticed.
    private func sign() {
        do throws(LedgerDeskError) { _ = try desk.checkpoint() } catch {
            log.error("checkpoint_failed", ["reason": .string(error.reason)])
        }
    }

    /// Saves a snapshot. Without one the next start takes longer, and nothing else.
    private func save() {
        do throws(StoreError) {
            if let size = try keeper.save() { log.info("snapshot_saved", ["entries": .integer(size)]) }
        } catch {
            log.warning("snapshot_failed", ["reason": .string(error.detail)])
        }
    }
}
