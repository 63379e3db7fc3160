// SPDX-License-Identifier: Apache-2.0

import Crypto

extension SignedNote {
    /// An em dash and a space, with which each signature line begins.
    static let signatureMark = Array("— ".utf8)

    /// Reads a note. Only the bytes that ``bytes`` gives are taken.
    package init(parsing bytes: [UInt8]) throws(NoteError) {
        try Self.checkCharacters(bytes)
        guard let gap = Self.lastEmptyLine(in: bytes) else {
            throw .malformed("no empty line before the signatures")
        }
        var lines = bytes[(gap + 1)...].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true, !lines.isEmpty else {
            throw .malformed("no signature line with a line feed at its end")
        }
        guard lines.count <= Self.signaturesMax else {
            throw .malformed("more than \(Self.signaturesMax) signatures")
        }
        var signatures: [NoteSignature] = []
        for line in lines { signatures.append(try Self.signature(line)) }
        self.init(text: Array(bytes[..<gap]), signatures: signatures)
    }

    private static func checkCharacters(_ bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= bytesMax else { throw .malformed("more than \(bytesMax) bytes") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed("invalid UTF-8") }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }) else {
            throw .malformed("control characters")
        }
    }

    /// The offset of the second of the last two line feeds in a row.
    private static func lastEmptyLine(in bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().last { bytes[$0] == UInt8(ascii: "\n") && bytes[$0 - 1] == UInt8(ascii: "\n") }
    }

    private static func signature(_ line: ArraySlice<UInt8>) throws(NoteError) -> NoteSignature {
        let parts = line.dropFirst(signatureMark.count)
            .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard line.starts(with: signatureMark), parts.count == 2 else {
            throw .malformed("a signature line must be `— <name> <base64>`")
        }
        guard let value = try? Base64.standard.decode(Array(parts[1])), value.count > 4 else {
            throw .malformed("a signature must be base64 of a key id and at least one byte")
        }
        return NoteSignature(
            keyName: try NoteKeyName(String(decoding: parts[0], as: UTF8.self)),
            keyID: value.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
            signature: Array(value.dropFirst(4)))
    }
}
