// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Threads of their own for calls that block.
enum Threads {
    /// Runs `body` on `count` threads at the same time, with the number of each, and waits for all of them.
    static func run(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
        let works = (0..<count).map { number in Work { try body(number) } }
        let threads = works.map(start)
        for thread in threads { pthread_join(thread, nil) }
        for work in works {
            if let error = work.error { throw error }
        }
    }

    private static func start(_ work: Work) -> pthread_t {
        var thread = pthread_t()
        // The thread takes the reference over.
        let reference = Unmanaged.passRetained(work).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, reference)
        precondition(code == 0, "cannot start a thread: \(code)")
        return thread
    }

    // SAFETY: `error` is written by the thread and read after the thread has been joined.
    private final class Work: @unchecked Sendable {
        private let body: () throws -> Void
        private(set) var error: (any Error)?

        init(_ body: @escaping () throws -> Void) { self.body = body }

        func run() {
            do { try body() } catch { self.error = error }
        }
    }
}
