// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import Platform

/// Keeps the index of names near the ledger, on a thread of its own and never in the way of a commit.
///
/// What it has not come to yet, a question about names indexes itself.
final class NameIndexing: Service {
    let name = "name index"
    private let desk: LedgerDesk
    private let log: Log
    private let isStopping = Monitor(false)
    private let thread = Monitor<WorkerThread?>(nil)

    /// From the end of one round to the beginning of the next.
    private static let pause = Duration.seconds(1)

    init(desk: LedgerDesk, log: Log) {
        self.desk = desk
        self.log = log
    }

    func start() throws {
        let worker = try WorkerThread(name: "name index", yields: true) { [self] in run() }
        thread.withLock { $0 = worker }
    }

    func stop(deadline: Deadline) {
        isStopping.withLock { $0 = true }
        isStopping.notify()
        _ = thread.withLock { $0 }?.join(deadline: deadline)
    }

    private func run() {
        var reported: String?
        repeat {
            let failure = catchUp()
            // Once for each reason: a disk that is full stays so for a while.
            if let failure, failure != reported { log.warning("name_index_behind", ["reason": .string(failure)]) }
            reported = failure
        } while !isStopping.wait(deadline: .after(Self.pause), until: { $0 })
    }

    /// Indexes what there is, as long as the service is not to stop; answers why it could not.
    private func catchUp() -> String? {
        do throws(LedgerDeskError) {
            while try !desk.indexNames(), !isStopping.withLock({ $0 }) {}
            return nil
        } catch {
            return error.reason
        }
    }
}
