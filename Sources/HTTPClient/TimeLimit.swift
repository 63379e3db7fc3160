// SPDX-License-Identifier: Apache-2.0

import Platform

/// How long a transfer may take.
enum TimeLimit {
    /// From begin to end.
    case total(milliseconds: Int)
    /// From one received byte to the next.
    case idle(milliseconds: Int)

    /// Follows one transfer.
    struct Watch {
        fileprivate let milliseconds: Int
        fileprivate let restartsOnProgress: Bool
        fileprivate var receivedBytes = 0
        fileprivate var start = MonotonicClock.milliseconds

        /// The time left, or nil when there is none.
        mutating func leftMilliseconds(received bytes: Int) -> Int32? {
            let now = MonotonicClock.milliseconds
            if restartsOnProgress && bytes != receivedBytes {
                receivedBytes = bytes
                start = now
            }
            let left = milliseconds - Int(clamping: now - start)
            return left > 0 ? Int32(clamping: left) : nil
        }
    }

    func check() throws(HTTPClientError) {
        guard milliseconds > 0 else { throw .invalidRequest("a time limit must be positive") }
    }

    func start() -> Watch {
        if case .idle = self { return Watch(milliseconds: milliseconds, restartsOnProgress: true) }
        return Watch(milliseconds: milliseconds, restartsOnProgress: false)
    }

    private var milliseconds: Int {
        switch self {
        case .total(let milliseconds), .idle(let milliseconds): milliseconds
        }
    }
}
