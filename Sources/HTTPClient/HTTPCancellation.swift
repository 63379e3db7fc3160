// SPDX-License-Identifier: Apache-2.0

import CCurl
import Synchronization

/// Cancels a request from another thread, at once.
///
/// One that is cancelled stays so: a request begun with it later fails without being sent. It serves one request at a
/// time.
package final class HTTPCancellation: Sendable {
    private struct State {
        var isCancelled = false
        /// Set while a request runs, so that a client that has gone is not woken.
        var transfer: WakeableTransfer?
    }

    private let state = Mutex(State())

    /// Nothing cancelled yet.
    package init() {}

    /// Whether it was cancelled, before or during a request.
    package var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Cancels.
    ///
    /// The request under way, if there is one, fails with `cancelled`.
    package func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.transfer?.wake()
        }
    }

    /// Names the transfer to wake, or none.
    func watch(_ transfer: WakeableTransfer?) {
        state.withLock { $0.transfer = transfer }
    }
}

/// A client's transfers, for another thread to wake.
///
/// `@unchecked Sendable`: waking is the one call libcurl allows from any thread.
struct WakeableTransfer: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer

    func wake() {
        curl_multi_wakeup(multi)
    }
}
