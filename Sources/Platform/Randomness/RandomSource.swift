// SPDX-License-Identifier: Apache-2.0

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

/// The kernel's randomness as a source.
package struct SystemRandomSource: RandomSource {
    /// All instances are alike.
    package init() {}

    /// Unpredictable, as `Entropy` is.
    package func next() -> UInt64 {
        var word: UInt64 = 0
        withUnsafeMutableBytes(of: &word, Entropy.fill)
        return word
    }
}
