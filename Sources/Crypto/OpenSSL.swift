// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import MissionKernel

/// What this module keeps of OpenSSL for the life of the process.
enum OpenSSL {
    /// SHA-256, looked up once: a look-up for each digest costs more than the digest.
    // SAFETY: fetched algorithms are immutable, OpenSSL shares them between threads, and this one is never freed.
    nonisolated(unsafe) static let sha256: OpaquePointer = {
        guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto offers no SHA-256")
        }
        return algorithm
    }()

    /// Lends room for 32 bytes to `fill`, which writes a SHA-256 value there and answers 1.
    static func digest(_ fill: (UnsafeMutablePointer<UInt8>) -> Int32) -> Digest {
        var output = InlineArray<32, UInt8>(repeating: 0)
        var span = output.mutableSpan
        let digest = span.withUnsafeMutableBufferPointer { buffer -> Digest? in
            guard let base = buffer.baseAddress, fill(base) == 1 else { return nil }
            return Digest(bytes: UnsafeRawBufferPointer(buffer))
        }
        guard let digest else { preconditionFailure("libcrypto refused to compute a SHA-256 value") }
        return digest
    }
}
