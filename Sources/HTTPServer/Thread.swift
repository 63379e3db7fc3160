// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread that is joined once.
struct Thread: Sendable {
    private let identifier: pthread_t

    init(_ body: @escaping @Sendable () -> Void) throws(HTTPServerError) {
        final class Box {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        // SAFETY: retained once here; released once by the thread, or below when there is none.
        let box = Unmanaged.passRetained(Box(body))
        var identifier = pthread_t()
        let failure = pthread_create(
            &identifier, nil,
            { context in
                // SAFETY: `pthread_create` hands on the box that was retained for this thread.
                guard let context else { return nil }
                Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        guard failure == 0 else {
            box.release()
            throw .noResources
        }
        self.identifier = identifier
    }

    func join() {
        pthread_join(identifier, nil)
    }
}
