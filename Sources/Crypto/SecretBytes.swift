// SPDX-License-Identifier: Apache-2.0

import CSodium

/// A secret in guarded memory: read-only once made, kept out of core dumps and, where the system allows, of swap.
///
/// It cannot be copied by accident, and its memory is wiped when its life ends.
// SAFETY: the memory is written only by `init`, and the pages are read-only from then on: threads may share a borrow.
package struct SecretBytes: ~Copyable, @unchecked Sendable {
    /// How many bytes the secret has.
    package let count: Int
    private let base: UnsafeMutableRawPointer

    /// A secret of `count` bytes that `fill` writes; they are zero before.
    package init<Failure: Error>(
        count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try self.init(count: count) { (base: UnsafeMutablePointer<UInt8>) throws(Failure) in
            try fill(UnsafeMutableRawBufferPointer(start: base, count: count))
        }
    }

    /// A secret of `count` bytes that `fill` writes from the first one on, as C functions do; they are zero before.
    init<Failure: Error>(
        count: Int, _ fill: (UnsafeMutablePointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        Sodium.prepare()
        guard let base = sodium_malloc(count) else { preconditionFailure("no memory for a secret of \(count) bytes") }
        sodium_memzero(base, count)
        do throws(Failure) {
            try fill(base.assumingMemoryBound(to: UInt8.self))
        } catch {
            sodium_free(base)
            throw error
        }
        precondition(sodium_mprotect_readonly(base) == 0, "the pages of a secret cannot be made read-only")
        self.base = base
        self.count = count
    }

    /// A secret with the bytes of `bytes`, whose own memory stays as it is.
    package init(copying bytes: UnsafeRawBufferPointer) {
        self.init(count: bytes.count) { (memory: UnsafeMutableRawBufferPointer) in memory.copyMemory(from: bytes) }
    }

    /// A secret with the bytes of `bytes`, whose own memory stays as it is.
    package init(copying bytes: [UInt8]) {
        self = bytes.span.bytes.withUnsafeBytes { SecretBytes(copying: $0) }
    }

    /// A secret with the bytes of `bytes`, which are wiped and removed.
    ///
    /// Copies of the array that were made before keep them.
    package init(moving bytes: inout [UInt8]) {
        self.init(copying: bytes)
        sodium_memzero(&bytes, bytes.count)
        bytes = []
    }

    /// A secret of `count` bytes that nobody can foretell.
    package static func random(count: Int) -> SecretBytes {
        SecretBytes(count: count) { (base: UnsafeMutablePointer<UInt8>) in randombytes_buf(base, count) }
    }

    deinit { sodium_free(base) }

    /// Lends the secret to `body`; the memory is valid only during the call, and what `body` copies is not wiped.
    package borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Lends the first byte of the secret to `body`, as C functions want it.
    borrowing func withPointer<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafePointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafePointer(base.assumingMemoryBound(to: UInt8.self)))
    }
}
