// SPDX-License-Identifier: Apache-2.0

/// Why a secret was not sealed, or a sealed key not opened.
package enum SealedKeyError: Error, Hashable, CustomStringConvertible {
    /// The secret to be sealed is empty or longer than `SealedKey.secretBytesMax`.
    case secretSize(Int)
    /// The passphrase is empty or longer than `SealedKey.passphraseBytesMax`.
    case passphraseSize(Int)
    /// The file is not a sealed key of Writ's.
    case foreign
    /// The file was written by a newer program; its version is given.
    case newerVersion(String)
    /// The file ends too early: a part of it is missing.
    case truncated
    /// The file is a sealed key, but this part of it is not as it was written.
    case malformed(String)
    /// The passes or the memory are outside what `SealedKey.Cost` allows.
    case cost(operations: UInt64, memoryBytes: UInt64)
    /// The system cannot spare the memory that the passphrase is stretched in.
    case outOfMemory(memoryBytes: UInt64)
    /// The passphrase is not the one the key was sealed with, or someone changed the file.
    case wrongPassphrase

    package var description: String {
        switch self {
        case .secretSize(let count): "a secret of \(count) bytes cannot be sealed: 1 to \(SealedKey.secretBytesMax) can"
        case .passphraseSize(let count):
            "a passphrase of \(count) bytes is refused: it must have 1 to \(SealedKey.passphraseBytesMax)"
        case .foreign: "the file is not a sealed key: it must begin with `\(SealedKey.magic)`"
        case .newerVersion(let version):
            "the key is sealed as `\(version)` and this program reads `\(SealedKey.version)`: use a newer writ"
        case .truncated: "the sealed key is cut short: restore the file from a copy"
        case .malformed(let part): "the sealed key is damaged in its \(part): restore the file from a copy"
        case .cost(let operations, let memoryBytes):
            "\(operations) passes over \(memoryBytes) bytes are refused: a passphrase is stretched in "
                + "\(SealedKey.Cost.operationsRange) passes over \(SealedKey.Cost.memoryBytesRange) bytes"
        case .outOfMemory(let memoryBytes):
            "opening the key needs \(memoryBytes) bytes of memory: free some and try again"
        case .wrongPassphrase: "the passphrase does not open this key (or the file was changed)"
        }
    }
}
