// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionKernel

extension TlogProof {
    /// The first line.
    private static let header = "c2sp.org/tlog-proof@v1"
    private static let extraMark = "extra "
    private static let indexMark = "index "
    /// The largest proof that is read, in bytes.
    package static let bytesMax = 1 << 20

    /// The proof as it is kept and sent, in files named `*.tlog-proof`.
    package var bytes: [UInt8] {
        var lines = [Self.header]
        if !extra.isEmpty { lines.append(Self.extraMark + Base64.standard.text(extra)) }
        lines.append(Self.indexMark + String(index))
        lines += hashes.map { Base64.standard.text($0.bytes) }
        lines.append("")
        return lines.flatMap { $0.utf8 + [UInt8(ascii: "\n")] } + checkpoint.bytes
    }

    /// Reads a proof. Only the bytes that ``bytes`` gives are taken.
    package init(parsing bytes: [UInt8]) throws(ProofError) {
        guard bytes.count <= Self.bytesMax else { throw .malformed("more than \(Self.bytesMax) bytes") }
        var lines = TlogProofLines(rest: bytes[...])
        guard try lines.next() == Self.header else { throw .malformed("it does not begin with `\(Self.header)`") }
        var line = try lines.next()
        var extra: [UInt8] = []
        if line.hasPrefix(Self.extraMark) {
            extra = try Self.extra(line)
            line = try lines.next()
        }
        let index = try Self.index(line)
        var hashes: [Digest] = []
        while case let text = try lines.next(), !text.isEmpty {
            guard hashes.count < MerkleProof.hashesMax else { throw .malformed("too many hashes") }
            hashes.append(try Digest(standardBase64: text))
        }
        let checkpoint = try SignedNote(parsingForProof: Array(lines.rest))
        self.init(extra: extra, index: index, hashes: hashes, checkpoint: checkpoint)
    }

    private static func extra(_ line: String) throws(ProofError) -> [UInt8] {
        let value = try? Base64.standard.decode(String(line.dropFirst(extraMark.count)))
        guard let value, !value.isEmpty else { throw .malformed("the extra data is empty or not base64") }
        return value
    }

    private static func index(_ line: String) throws(ProofError) -> Int64 {
        guard line.hasPrefix(indexMark), let index = DecimalText.parse(String(line.dropFirst(indexMark.count))) else {
            throw .malformed("no line `index <number>`")
        }
        return index
    }
}

/// The lines before the checkpoint.
private struct TlogProofLines {
    private(set) var rest: ArraySlice<UInt8>

    init(rest: ArraySlice<UInt8>) { self.rest = rest }

    mutating func next() throws(ProofError) -> String {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")),
            let line = String(validating: rest[..<end], as: UTF8.self)
        else { throw .malformed("it ends too early, or has invalid UTF-8") }
        rest = rest[(end + 1)...]
        return line
    }
}

extension Digest {
    /// Reads the base64 (RFC 4648, section 4) of 32 bytes.
    init(standardBase64 text: String) throws(ProofError) {
        guard let bytes = try? Base64.standard.decode(text), let digest = Digest(bytes: bytes) else {
            throw .malformed("a hash is not base64 of 32 bytes")
        }
        self = digest
    }
}
