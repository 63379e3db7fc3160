// SPDX-License-Identifier: Apache-2.0

import Crypto
package import MissionKernel

/// What a ledger was at one size (C2SP tlog-checkpoint): the text that its key signs.
package struct Checkpoint: Hashable, Sendable {
    /// Which ledger.
    package let origin: ExactText
    /// How many entries it had.
    package let size: Int64
    /// The root of the tree over them.
    package let root: Digest
    /// Further lines, which mean nothing here and are kept.
    package let extensions: [ExactText]

    init(origin: ExactText, size: Int64, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
        extensions = []
    }

    /// The text to sign.
    package var text: [UInt8] {
        let lines = [origin.string, String(size), Base64.standard.text(root.bytes)] + extensions.map(\.string)
        return lines.flatMap { $0.utf8 + [UInt8(ascii: "\n")] }
    }

    /// Reads a text. Only the bytes that ``text`` gives are taken.
    package init(parsing text: [UInt8]) throws(CheckpointError) {
        guard let string = String(validating: text, as: UTF8.self) else { throw .malformed("invalid UTF-8") }
        var lines = string.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true, lines.count >= 3, !lines.contains(where: \.isEmpty) else {
            throw .malformed("it must have at least three lines, none empty, each with a line feed at its end")
        }
        origin = ExactText(String(Substring(lines[0])))
        size = try Self.size(String(Substring(lines[1])))
        root = try Self.root(String(Substring(lines[2])))
        extensions = lines[3...].map { ExactText(String(Substring($0))) }
    }

    /// The checkpoint in a note, once the key has been found to have signed it for the ledger of its name.
    package static func open(_ note: SignedNote, by key: VerifierKey) throws(CheckpointError) -> Checkpoint {
        do throws(NoteError) {
            try note.verify(by: key)
        } catch {
            throw .note(error)
        }
        let checkpoint = try Checkpoint(parsing: note.text)
        guard checkpoint.origin == key.name.text else { throw .origin(checkpoint.origin.string) }
        return checkpoint
    }

    /// The checkpoint in the bytes of a note, opened as above.
    package static func open(_ note: [UInt8], by key: VerifierKey) throws(CheckpointError) -> Checkpoint {
        let parsed: SignedNote
        do throws(NoteError) {
            parsed = try SignedNote(parsing: note)
        } catch {
            throw .note(error)
        }
        return try open(parsed, by: key)
    }

    private static func size(_ text: String) throws(CheckpointError) -> Int64 {
        guard let size = DecimalText.parse(text) else { throw .malformed("the size is not a number") }
        return size
    }

    private static func root(_ text: String) throws(CheckpointError) -> Digest {
        guard let bytes = try? Base64.standard.decode(text), let root = Digest(bytes: bytes) else {
            throw .malformed("the root is not base64 of 32 bytes")
        }
        return root
    }
}
