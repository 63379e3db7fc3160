// SPDX-License-Identifier: Apache-2.0

package import Platform

/// Runs many worlds, a few at a time. What comes out depends on the seeds alone.
package struct SeedPool: Sendable {
    /// What came of all worlds.
    package struct Outcome: Sendable {
        /// Worlds that were run; after a breach there are no later ones.
        package fileprivate(set) var count = 0
        /// What was met in all of them.
        package fileprivate(set) var coverage = Coverage()
        /// The breach of the lowest seed.
        package fileprivate(set) var breach: Breach?
    }

    private struct Progress: Sendable {
        var next: UInt64
        var last: UInt64
        var runs: [UInt64: SeedRun] = [:]
    }

    private let seeds: ClosedRange<UInt64>
    private let sabotage: Sabotage?
    private let threads: Int

    /// Worlds of these seeds, on so many threads.
    package init(seeds: ClosedRange<UInt64>, sabotage: Sabotage? = nil, threads: Int = 2) {
        self.seeds = seeds
        self.sabotage = sabotage
        self.threads = threads
    }

    /// Runs the worlds; `onProgress` hears how many are done, from any thread.
    package func run(onProgress: @escaping @Sendable (Int) -> Void = { _ in }) throws(SystemError) -> Outcome {
        let progress = Monitor(Progress(next: seeds.lowerBound, last: seeds.upperBound))
        var workers: [WorkerThread] = []
        for number in 0..<threads {
            workers.append(
                try WorkerThread(name: "world-\(number)") {
                    while let seed = Self.take(progress) { run(seed, progress, onProgress) }
                })
        }
        for worker in workers { worker.join() }
        return progress.withLock { Self.outcome(of: $0) }
    }

    private static func take(_ progress: Monitor<Progress>) -> UInt64? {
        progress.withLock { progress in
            guard progress.next <= progress.last else { return nil }
            defer { progress.next += 1 }
            return progress.next
        }
    }

    private func run(_ seed: UInt64, _ progress: Monitor<Progress>, _ onProgress: (Int) -> Void) {
        let run = SeedRun(seed: seed, sabotage: sabotage)
        let count = progress.withLock { progress in
            progress.runs[seed] = run
            if run.breach != nil { progress.last = min(progress.last, seed) }
            return progress.runs.count
        }
        onProgress(count)
    }

    /// The worlds up to the first breach: later ones that were under way do not count.
    private static func outcome(of progress: Progress) -> Outcome {
        var outcome = Outcome()
        for seed in progress.runs.keys.sorted() where outcome.breach == nil {
            guard let run = progress.runs[seed] else { continue }
            outcome.count += 1
            outcome.coverage.add(run.coverage)
            outcome.breach = run.breach
        }
        return outcome
    }
}
