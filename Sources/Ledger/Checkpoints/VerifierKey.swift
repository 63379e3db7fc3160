// SPDX-License-Identifier: Apache-2.0

package import Crypto
import MissionKernel

/// An Ed25519 key that verifies notes, as text `<name>+<key id in hex>+<base64 of type and key>` (C2SP signed-note).
package struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    package let name: NoteKeyName
    /// Four bytes of a hash over name and key. Tells keys apart, and proves nothing.
    package let keyID: UInt32
    package let publicKey: Ed25519.PublicKey

    /// The signature type of Ed25519 notes.
    private static let algorithm: UInt8 = 1

    package init(name: NoteKeyName, publicKey: Ed25519.PublicKey) {
        self.name = name
        self.publicKey = publicKey
        let material = name.bytes + [UInt8(ascii: "\n"), Self.algorithm] + publicKey.bytes
        keyID = SHA256.digest(of: material).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads the text of a verifier key; the id in it must be that of the name and key beside it.
    package init(_ text: String) throws(NoteError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { throw .verifierKey("it must have three parts, joined by `+`") }
        try self.init(name: NoteKeyName(parts[0]), publicKey: Self.publicKey(parts[2]))
        guard parts[1].utf8.elementsEqual(keyIDText.utf8) else {
            throw .verifierKey("`\(parts[1])` is not the id of this name and key")
        }
    }

    /// The text that every tool for notes reads.
    package var text: String {
        "\(name)+\(keyIDText)+\(Base64.standard.text([Self.algorithm] + publicKey.bytes))"
    }

    package var description: String { text }

    /// The four bytes of the id, most significant first.
    var keyIDBytes: [UInt8] { withUnsafeBytes(of: keyID.bigEndian) { [UInt8]($0) } }

    private var keyIDText: String { Hex.text(keyIDBytes) }

    private static func publicKey(_ text: String) throws(NoteError) -> Ed25519.PublicKey {
        guard let bytes = try? Base64.standard.decode(text) else { throw .verifierKey("the key is not base64") }
        guard bytes.first == algorithm, let key = Ed25519.PublicKey(bytes: Array(bytes.dropFirst())) else {
            throw .verifierKey("the key is not one for Ed25519")
        }
        return key
    }
}
