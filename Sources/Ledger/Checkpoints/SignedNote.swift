// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A text with the signatures of keys over it (C2SP signed-note).
///
/// The text means nothing before ``verify(by:)``.
package struct SignedNote: Hashable, Sendable {
    /// The largest note that is read, in bytes.
    package static let bytesMax = 1 << 18
    /// The most signatures that are read.
    package static let signaturesMax = 64

    /// What is signed, with its final line feed.
    package let text: [UInt8]
    package let signatures: [NoteSignature]

    /// `text` must end in a line feed.
    package init(text: [UInt8], signatures: [NoteSignature]) {
        precondition(text.last == UInt8(ascii: "\n"), "a note must end in a line feed")
        self.text = text
        self.signatures = signatures
    }

    /// The note as it is kept and sent: text, empty line, signature lines.
    package var bytes: [UInt8] {
        var bytes = text
        bytes.append(UInt8(ascii: "\n"))
        for signature in signatures { signature.append(to: &bytes) }
        return bytes
    }

    /// Throws unless the key has signed the text. Signatures of other keys are not looked at.
    package func verify(by key: VerifierKey) throws(NoteError) {
        let own = signatures.filter { $0.keyName == key.name && $0.keyID == key.keyID }
        guard !own.isEmpty else { throw .unsigned(by: "\(key.name)") }
        guard own.allSatisfy({ key.publicKey.verifies($0.signature, of: text) }) else {
            throw .signature(by: "\(key.name)")
        }
    }
}

/// One signature line of a note. The name and id say which key is meant; only verifying shows that it was that key.
package struct NoteSignature: Hashable, Sendable {
    package let keyName: NoteKeyName
    package let keyID: UInt32
    package let signature: [UInt8]

    package init(keyName: NoteKeyName, keyID: UInt32, signature: [UInt8]) {
        self.keyName = keyName
        self.keyID = keyID
        self.signature = signature
    }

    fileprivate func append(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: SignedNote.signatureMark)
        bytes.append(contentsOf: keyName.bytes)
        bytes.append(UInt8(ascii: " "))
        let id = withUnsafeBytes(of: keyID.bigEndian) { [UInt8]($0) }
        Base64.standard.append(id + signature, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }
}
