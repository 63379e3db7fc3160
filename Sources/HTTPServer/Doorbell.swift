// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Synchronization

/// Wakes the thread that runs a daemon, from any other.
///
/// The library has a bell of its own, which it may answer just before it is told what it was rung for, and then forget.
final class Doorbell: Sendable {
    private let flag: WakeDescriptor
    private let isRung = Atomic(false)

    init() throws(HTTPServerError) { flag = try WakeDescriptor() }

    /// Readable while it rings.
    var descriptor: Int32 { flag.descriptor }

    /// Rings; ringing again before it is answered costs nothing.
    func ring() {
        guard !isRung.exchange(true, ordering: .sequentiallyConsistent) else { return }
        flag.raise()
    }

    /// Quietens it, before looking what it was rung for.
    func answer() {
        // INVARIANT: in this order. Who rings in between is looked after now; the other way round the bell would stay
        // rung without a sound.
        flag.lower()
        isRung.store(false, ordering: .sequentiallyConsistent)
    }

    /// Lets a suspended connection go on.
    func resume(_ handle: OpaquePointer) {
        MHD_resume_connection(handle)
        ring()
    }
}
