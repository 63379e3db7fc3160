// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import MissionKernel

/// SHA-256 (FIPS 180-4), by OpenSSL.
///
/// Every function may be called from any thread. None fails: only a process out of memory could make OpenSSL refuse,
/// and that traps.
package enum SHA256 {
    /// The digest of `bytes`.
    package static func digest(of bytes: UnsafeRawBufferPointer) -> Digest {
        OpenSSL.digest { output in
            EVP_Digest(bytes.baseAddress, bytes.count, output, nil, OpenSSL.sha256, nil)
        }
    }

    /// The digest of `bytes`.
    package static func digest(of bytes: RawSpan) -> Digest {
        bytes.withUnsafeBytes { digest(of: $0) }
    }

    /// The digest of `bytes`.
    package static func digest(of bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { digest(of: $0) }
    }

    /// The digest of the byte `domain` followed by `bytes`, which are not copied (RFC 9162 hashes its leaves so).
    package static func digest(domain: UInt8, _ bytes: UnsafeRawBufferPointer) -> Digest {
        var hasher = Hasher()
        hasher.update(domain)
        hasher.update(bytes)
        return hasher.finish()
    }

    /// The digest of the byte `domain` followed by `bytes`, which are not copied.
    package static func digest(domain: UInt8, _ bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { digest(domain: domain, $0) }
    }

    /// The digest of the byte `domain` followed by two digests (RFC 9162 hashes its nodes so).
    package static func digest(domain: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        var hasher = Hasher()
        hasher.update(domain)
        hasher.update(left)
        hasher.update(right)
        return hasher.finish()
    }
}
