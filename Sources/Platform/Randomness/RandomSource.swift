// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where random numbers come from: the kernel in production, a seed under test.
package protocol RandomSource: Sendable {
    /// The next 64 bits. Callable from any thread.
    func next() -> UInt64
}

extension RandomSource {
    /// That many bytes: the numbers in order, each with its least significant byte first.
    package func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            var word = next()
            for _ in 0..<min(8, count - result.count) {
                result.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return result
    }
}

/// The kernel's randomness as a source, drawn for many numbers at once: asking the kernel for each costs more than most
/// answers.
///
/// As unpredictable as ``Entropy``, but what was drawn lies in memory until it is used: for identifiers, not for keys.
package final class SystemRandomSource: RandomSource {
    private let drawn = Mutex<[UInt64]>([])

    /// Numbers drawn at once.
    private static let drawnCount = 512

    /// All instances are alike.
    package init() {}

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
