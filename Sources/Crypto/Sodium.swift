// SPDX-License-Identifier: Apache-2.0

import CSodium

/// What this module keeps of libsodium for the life of the process.
enum Sodium {
    /// Readies the library; every path into it passes here first, and only the first one does anything.
    static func prepare() { ready }

    private static let ready: Void = {
        precondition(sodium_init() >= 0, "libsodium cannot start: no source of randomness")
    }()

    /// Bytes that nobody can foretell.
    static func randomBytes(count: Int) -> [UInt8] {
        prepare()
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, bytes.count)
        return bytes
    }
}
