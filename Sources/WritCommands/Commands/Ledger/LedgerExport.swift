// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Glibc
import Ledger
import Platform

/// The whole ledger in one file, which verifies without the authority.
///
/// Lines, each with a line feed at its end. The first is a JSON object with the members `checkpoint` (the signed note),
/// `entries` (how many follow), `format` (``format``) and `key` (the verifier key); every further line is one entry,
/// byte for byte as it was appended. The leaf of an entry is the SHA-256 value of a zero byte and its line without the
/// line feed (RFC 6962, section 2.1).
struct LedgerExport {
    static let format = "writ-ledger@v1"

    let checkpoint: String
    let entries: Int64
    let key: String

    init(checkpoint: [UInt8], entries: Int64, key: VerifierKey) {
        self.checkpoint = String(decoding: checkpoint, as: UTF8.self)
        self.entries = entries
        self.key = key.text
    }

    /// The first line.
    var header: [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("checkpoint", checkpoint)
            json.member("entries", entries)
            json.member("format", Self.format)
            json.member("key", key)
        }
        return json.bytes
    }

    init(header line: [UInt8]) throws {
        let root = try JSONDocument(line, limits: JSONLimits(bytesMax: LineReader.bytesMax, depthMax: 4)).root
            .object(only: ["checkpoint", "entries", "format", "key"])
        guard try root.required("format", JSONNode.string) == Self.format else {
            throw try root.member("format").error("must be `\(Self.format)`")
        }
        checkpoint = try root.required("checkpoint", JSONNode.string)
        entries = try root.required("entries", JSONNode.entryCount)
        key = try root.required("key", JSONNode.string)
    }
}

/// Reads an export from its beginning to its end.
final class LedgerExportReader {
    let export: LedgerExport
    private var lines: LineReader
    private var next: Int64 = 0

    init(path: String) throws {
        do throws(SystemError) { lines = try LineReader(path: path) } catch { throw UsageError("\(error)") }
        guard let first = try lines.next() else {
            throw CommandFailure(.usage, "the file is empty", hints: ["make one with `writ ledger export`"])
        }
        do {
            export = try LedgerExport(header: first)
        } catch {
            throw CommandFailure(
                .usage, "the file is no exported ledger: \(error)", hints: ["make one with `writ ledger export`"])
        }
    }

    /// The next entries, at most `max`; none at the end.
    func page(max: Int) throws -> [StoredEntry] {
        var page: [StoredEntry] = []
        while page.count < max, let line = try lines.next() {
            page.append(StoredEntry(number: next, bytes: line, leafHash: MerkleHash.leaf(line)))
            next += 1
        }
        return page
    }
}

/// Reads a file line by line.
struct LineReader: ~Copyable {
    /// The longest line that is read: a header with the largest note, escaped.
    static let bytesMax = 4 << 20

    private let file: FileDescriptor
    private let path: String
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    init(path: String) throws(SystemError) {
        self.path = path
        file = try FileDescriptor.open(path, O_RDONLY, operation: "read")
    }

    /// The next line without its line feed, or nil. A last line without one is a fault: something was cut off.
    mutating func next() throws -> [UInt8]? {
        while true {
            if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            guard !isAtEnd else { return try rest() }
            try fill()
        }
    }

    private func rest() throws -> [UInt8]? {
        guard start == buffer.count else {
            throw CommandFailure(.refused, "`\(path)` ends in the middle of a line: a part of it is missing")
        }
        return nil
    }

    private mutating func fill() throws {
        buffer.removeFirst(start)
        start = 0
        guard buffer.count <= Self.bytesMax else {
            throw CommandFailure(.usage, "`\(path)` has a line of more than \(Self.bytesMax) bytes")
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        let count = try file.read(into: &chunk, path: path)
        isAtEnd = count == 0
        buffer += chunk[..<count]
    }
}
