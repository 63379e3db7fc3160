// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// The one thread that starts all children, and lives as long as the process.
///
/// A program that is to die with its parent dies when the *thread* ends that started it (prctl(2), PR_SET_PDEATHSIG).
/// With one thread that never ends, it does not matter which thread asks for a child.
enum SpawnThread {
    private typealias Job = @Sendable () -> Void

    private static let jobs = Monitor<[Job]>([])
    private static let isStarted = Monitor(false)

    /// Runs the job on the thread and waits for its answer.
    ///
    /// Fails when the thread cannot be started.
    static func run(_ job: @escaping @Sendable () -> Int32) throws(SystemError) -> Int32 {
        try start()
        let answer = Monitor<Int32?>(nil)
        jobs.withLock { jobs in
            jobs.append {
                let result = job()
                answer.withLock { $0 = result }
                answer.notify()
            }
        }
        jobs.notify()
        return answer.take { $0 } ?? -ECANCELED
    }

    private static func start() throws(SystemError) {
        try isStarted.withLock { isStarted throws(SystemError) in
            if isStarted { return }
            // WHY: a program whose caller ignored SIGCHLD would inherit that, and never learn how a child ended.
            _ = signal(SIGCHLD, SIG_DFL)
            _ = try WorkerThread(name: "spawn") {
                while let job = jobs.take({ $0.isEmpty ? nil : $0.removeFirst() }) { job() }
            }
            isStarted = true
        }
    }
}
