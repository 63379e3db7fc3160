// SPDX-License-Identifier: Apache-2.0

package import MissionKernel
package import Platform

/// Gives the sequencer its thread: jobs queue up while a round is under way, and the next round takes them all.
package final class Writer: JobQueue, Service {
    private struct Waiting: ~Copyable {
        var jobs: [Job] = []
        var isClosed = false
    }

    package let name = "writer"
    // SAFETY: used on the writer's own thread only.
    private nonisolated(unsafe) let sequencer: Sequencer
    private let clock: @Sendable () -> Instant
    private let waiting = Monitor(Waiting())
    private let thread = Monitor<WorkerThread?>(nil)

    /// Jobs that may wait; more are turned away, so that a flood is answered instead of piling up.
    private static let waitingMax = 16_384
    /// Jobs in one round: enough to share a sync of the disk, and few enough that the next ones are read and parsed
    /// meanwhile.
    private static let roundJobsMax = 128

    package init(_ sequencer: Sequencer, clock: @escaping @Sendable () -> Instant) {
        self.sequencer = sequencer
        self.clock = clock
    }

    package func enqueue(_ job: Job) -> Bool {
        let isTaken = waiting.withLock { waiting in
            guard !waiting.isClosed, waiting.jobs.count < Self.waitingMax else { return false }
            waiting.jobs.append(job)
            return true
        }
        if isTaken { waiting.notify() }
        return isTaken
    }

    package func start() throws {
        let worker = try WorkerThread(name: "writer") { [self] in run() }
        thread.withLock { $0 = worker }
    }

    /// Finishes the jobs that were taken in, and ends.
    package func stop(deadline: Deadline) {
        waiting.withLock { $0.isClosed = true }
        waiting.notify()
        _ = thread.withLock { $0 }?.join(deadline: deadline)
    }

    private func run() {
        while let jobs = next() { sequencer.run(jobs) }
    }

    /// The jobs of the next round: none when only time has something to write; nil at the end.
    private func next() -> [Job]? {
        _ = waiting.wait(deadline: deadline) { !$0.jobs.isEmpty || $0.isClosed }
        return waiting.withLock { waiting in
            if waiting.jobs.isEmpty, waiting.isClosed { return nil }
            let jobs = Array(waiting.jobs.prefix(Self.roundJobsMax))
            waiting.jobs.removeFirst(jobs.count)
            return jobs
        }
    }

    private var deadline: Deadline {
        guard let due = sequencer.nextDue else { return .never }
        let milliseconds = due.milliseconds(since: clock())
        guard milliseconds > 0 else { return .now }
        // WHY: the trusted clock may be corrected while we wait, so never for longer than a second.
        return .after(.milliseconds(min(milliseconds, 1000)))
    }
}
