// SPDX-License-Identifier: Apache-2.0

/// Where the time comes from: `TrustedClock` in production, a set value under test.
package protocol Clock: Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z. Never smaller than an earlier answer. Callable from any thread.
    func now() -> Int64
}
