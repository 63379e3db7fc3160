// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc
import Platform

/// A flag a thread can poll for.
///
/// Once raised it stays raised until it is lowered.
struct WakeDescriptor: ~Copyable {
    /// Readable once the flag is raised.
    let descriptor: Int32
    private let raising: Int32

    init() throws(HTTPServerError) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, streamType, 0, &ends) == 0 else { throw .noResources }
        descriptor = ends[0]
        raising = ends[1]
    }

    func raise() {
        var byte: UInt8 = 1
        // A full socket is a raised flag, so a failure changes nothing.
        _ = send(raising, &byte, 1, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    }

    /// Takes the flag down. What is raised later counts again.
    func lower() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while recv(descriptor, &bytes, MemoryLayout.size(ofValue: bytes), Int32(MSG_DONTWAIT)) > 0 {}
    }

    /// Waits until the flag is raised.
    ///
    /// False when the time has passed first.
    func wait(untilMilliseconds deadline: UInt64) -> Bool {
        while true {
            let now = MonotonicClock.milliseconds
            var query = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = deadline > now ? Int32(clamping: deadline - now) : 0
            let ready = poll(&query, 1, left)
            if ready > 0 { return true }
            if ready == 0 && left == 0 { return false }
        }
    }

    deinit {
        close(descriptor)
        close(raising)
    }
}
