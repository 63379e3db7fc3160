// SPDX-License-Identifier: Apache-2.0

import Platform

/// A load on a thread of its own, for as long as something else is measured.
final class Traffic {
    private let stop = Load.Stop()
    private let result = Monitor<Result<Void, BenchFailure>?>(nil)
    private let thread: WorkerThread

    init(_ load: Load, _ requests: PermitTexts) throws(SystemError) {
        thread = try WorkerThread(name: "traffic") { [stop, result] in
            var requests = requests
            let outcome: Result<Void, BenchFailure>
            do throws(BenchFailure) {
                _ = try load.run(until: stop) { connection, output in requests.next(connection, into: &output) }
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            result.withLock { $0 = outcome }
        }
    }

    /// Ends it, and throws when something was wrong with its answers.
    func end() throws(BenchFailure) {
        stop.ask()
        thread.join()
        try result.withLock { $0 }?.get()
    }
}
