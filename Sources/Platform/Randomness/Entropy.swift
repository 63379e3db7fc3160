// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// Unpredictable bytes from the kernel, good for keys and ids.
///
/// INVARIANT: the kernel has randomness to give. A process that cannot get any must not go on, so it stops.
package enum Entropy {
    /// Fills the buffer.
    ///
    /// Waits only on a machine that has just started and has gathered too little to begin with.
    package static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = writ_random(rest.baseAddress, rest.count)
            precondition(count > 0 || count == -Int(EINTR), "the kernel gave no randomness: error \(-count)")
            filled += max(count, 0)
        }
    }

    /// A new array of that many bytes.
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            fill(UnsafeMutableRawBufferPointer(buffer))
            initializedCount = count
        }
    }

    /// Fresh bytes as lower-case hexadecimal digits, two for each byte.
    package static func hexadecimal(byteCount: Int) -> String {
        bytes(byteCount).reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
