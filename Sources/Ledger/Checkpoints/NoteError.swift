// SPDX-License-Identifier: Apache-2.0

/// Why a note, or the key to verify it with, is not to be trusted.
package enum NoteError: Error, Hashable, CustomStringConvertible {
    /// The bytes are no signed note; the reason.
    case malformed(String)
    /// A name that no key may have.
    case keyName(String)
    /// The text is no verifier key for Ed25519; the reason.
    case verifierKey(String)
    /// None of the signatures is by the key with this name and id.
    case unsigned(by: String)
    /// A signature is said to be by the key with this name, and is not.
    case signature(by: String)

    package var description: String {
        switch self {
        case .malformed(let reason): "not a signed note: \(reason)"
        case .keyName(let name): "`\(name)` is empty or has white space, control characters or `+`: no name for a key"
        case .verifierKey(let reason): "not a verifier key: \(reason)"
        case .unsigned(let name): "the note has no signature by the key `\(name)`"
        case .signature(let name): "the signature by `\(name)` does not belong to the note"
        }
    }
}
