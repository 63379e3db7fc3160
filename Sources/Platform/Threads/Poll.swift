// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Waiting for descriptors.
enum Poll {
    /// Waits until one of the descriptors is ready or has failed, and fills in which.
    ///
    /// - Returns: false when the deadline passed first.
    static func wait(_ descriptors: inout [pollfd], deadline: Deadline) throws(SystemError) -> Bool {
        while true {
            let ready = poll(&descriptors, nfds_t(descriptors.count), deadline.pollTimeout)
            if ready > 0 { return true }
            guard ready == 0 || errno == EINTR else { throw SystemError("wait for descriptors", code: errno) }
            if ready == 0, deadline.hasPassed { return false }
        }
    }
}
