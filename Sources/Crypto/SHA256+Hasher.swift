// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import MissionKernel

extension SHA256 {
    /// SHA-256 over bytes that arrive in pieces.
    ///
    /// A hasher may be kept and used again: after `finish` it stands at the beginning, and the next digest saves an
    /// allocation.
    // SAFETY: the only reference to the context is here and cannot be copied, so one thread at a time can reach it.
    package struct Hasher: ~Copyable, @unchecked Sendable {
        private let context: OpaquePointer
        private var started = false

        /// A hasher that has seen nothing.
        package init() {
            guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a SHA-256 context") }
            self.context = context
        }

        deinit { EVP_MD_CTX_free(context) }

        /// Takes in `bytes` after what came before.
        package mutating func update(_ bytes: UnsafeRawBufferPointer) {
            start()
            let accepted = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
            precondition(accepted == 1, "libcrypto refused \(bytes.count) bytes for SHA-256")
        }

        /// Takes in `bytes` after what came before.
        package mutating func update(_ bytes: RawSpan) {
            bytes.withUnsafeBytes { update($0) }
        }

        /// Takes in `bytes` after what came before.
        package mutating func update(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { update($0) }
        }

        /// Takes in one byte after what came before.
        package mutating func update(_ byte: UInt8) {
            withUnsafeBytes(of: byte) { update($0) }
        }

        /// Takes in the 32 bytes of `digest` after what came before.
        package mutating func update(_ digest: Digest) {
            digest.withBytes { update($0) }
        }

        /// The digest of everything taken in since the beginning; the hasher starts over.
        package mutating func finish() -> Digest {
            start()
            started = false
            return OpenSSL.digest { EVP_DigestFinal_ex(context, $0, nil) }
        }

        private mutating func start() {
            guard !started else { return }
            precondition(EVP_DigestInit_ex2(context, OpenSSL.sha256, nil) == 1, "libcrypto cannot start SHA-256")
            started = true
        }
    }
}
