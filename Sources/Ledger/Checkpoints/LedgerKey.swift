// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// The key that signs a ledger's checkpoints, named for the ledger.
///
/// Other modules sign through a ``CheckpointSigner`` only, which never contradicts itself.
package struct LedgerKey: Sendable {
    /// What others verify the ledger's checkpoints with.
    package let verifier: VerifierKey
    private let key: Ed25519.PrivateKey

    package init(origin: NoteKeyName, key: Ed25519.PrivateKey) {
        verifier = VerifierKey(name: origin, publicKey: key.publicKey)
        self.key = key
    }

    func sign(_ checkpoint: Checkpoint) -> SignedNote {
        let text = checkpoint.text
        let signature = NoteSignature(keyName: verifier.name, keyID: verifier.keyID, signature: key.sign(text))
        return SignedNote(text: text, signatures: [signature])
    }
}
