// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// An ordinary thread that runs one closure: the place for calls that block.
///
/// It never takes SIGINT, SIGTERM or SIGHUP; those are for the `SignalWaiter`.
package final class WorkerThread: Sendable {
    /// What tools show.
    ///
    /// The kernel keeps the first 15 bytes.
    package let name: String
    private let finished = Monitor(false)

    /// Starts the thread, or fails with `EAGAIN` when the machine has none to give.
    ///
    /// The thread keeps itself alive: dropping this value neither stops it nor waits for it.
    ///
    /// - Parameter yields: whether what it does can wait while others need the processor.
    package init(
        name: String, yields: Bool = false, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        self.name = name
        let launch = Unmanaged.passRetained(Launch(name, yields: yields, body, finished))
        let code = Self.create(launch.toOpaque())
        guard code == 0 else {
            launch.release()
            throw SystemError("start thread", path: name, code: code)
        }
    }

    /// Waits until the closure has returned and all that it held is released.
    ///
    /// May be called by many, and again.
    ///
    /// - Returns: false when the deadline passed first.
    @discardableResult
    package func join(deadline: Deadline = .never) -> Bool {
        finished.wait(deadline: deadline) { $0 }
    }

    private static func create(_ launch: UnsafeMutableRawPointer) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // WHY: a thread starts with the signal mask of its creator, so there is no moment without it.
        let previous = TerminationSignals.block()
        defer { TerminationSignals.restore(previous) }
        var thread = pthread_t()
        return pthread_create(&thread, &attributes, { Launch.run($0) }, launch)
    }
}

/// What a new thread is handed.
///
/// Owned by the creator until the thread exists, by the thread from then on.
private final class Launch {
    private let name: String
    private let yields: Bool
    private var body: (@Sendable () -> Void)?
    private let finished: Monitor<Bool>

    init(_ name: String, yields: Bool, _ body: @escaping @Sendable () -> Void, _ finished: Monitor<Bool>) {
        self.name = name
        self.yields = yields
        self.body = body
        self.finished = finished
    }

    static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let pointer else { return nil }
        // SAFETY: the creator retained it once, and no longer touches it now that the thread exists.
        let launch = Unmanaged<Launch>.fromOpaque(pointer).takeRetainedValue()
        writ_name_thread(launch.name)
        if launch.yields { writ_yield_to_others() }
        launch.body?()
        launch.body = nil
        launch.finished.withLock { $0 = true }
        launch.finished.notify()
        return nil
    }
}
