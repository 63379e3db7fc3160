// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The kernel's randomness as a source, drawn for many numbers at once: asking the kernel for each costs more than most
/// answers.
///
/// As unpredictable as ``Entropy``, but what was drawn lies in memory until it is used: for identifiers, not for keys.
package final class SystemRandomSource: Sendable {
    private let drawn = Mutex<[UInt64]>([])

    /// Numbers drawn at once.
    private static let drawnCount = 512

    /// All instances are alike.
    package init() {}

    /// The next 64 bits. Callable from any thread.
    package func next() -> UInt64 {
        drawn.withLock { numbers in
            if numbers.isEmpty { numbers = Self.draw() }
            return numbers.removeLast()
        }
    }

    private static func draw() -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: drawnCount) { buffer, initializedCount in
            Entropy.fill(UnsafeMutableRawBufferPointer(buffer))
            initializedCount = drawnCount
        }
    }
}
