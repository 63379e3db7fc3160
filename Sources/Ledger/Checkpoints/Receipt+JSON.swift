// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionKernel

extension Receipt {
    /// The member `format` of every receipt.
    package static let format = "writ-receipt@v1"
    /// The largest receipt that is read, in bytes: every entry and proof of full size.
    package static let bytesMax = entriesMax * (EntryCodec.bytesMax + 4096)

    /// The receipt as it is kept and sent: canonical JSON.
    package var bytes: [UInt8] {
        var json = CanonicalWriter(reservingBytes: 1024 + entries.reduce(0) { $0 + $1.bytes.count + 1024 })
        json.object { json in
            json.member("checkpoint", String(decoding: checkpoint.bytes, as: UTF8.self))
            json.member("entries", each: entries) { json, entry in json.object { $0.members(of: entry) } }
            json.member("format", Self.format)
        }
        return json.bytes
    }

    /// Reads a receipt. Only the bytes that ``bytes`` gives are taken: canonical, and without further members.
    package init(parsing bytes: [UInt8]) throws(ProofError) {
        let root = try Self.document(bytes).root
        guard root.canonicalBytes == bytes else { throw .malformed("it is not canonical JSON") }
        let shape: (note: String, entries: [Entry])
        do throws(JSONShapeError) {
            shape = try Self.shape(root)
        } catch {
            throw .malformed("\(error)")
        }
        let checkpoint = try SignedNote(parsingForProof: Array(shape.note.utf8))
        guard checkpoint.signatures.count == 1 else { throw .malformed("the checkpoint must have one signature") }
        let isOrdered = zip(shape.entries, shape.entries.dropFirst()).allSatisfy { $0.index < $1.index }
        guard isOrdered, !shape.entries.isEmpty else {
            throw .malformed("it must have entries, in the ledger's order")
        }
        self.init(checkpoint: checkpoint, entries: shape.entries)
    }

    private static func document(_ bytes: [UInt8]) throws(ProofError) -> JSONDocument {
        do throws(JSONError) {
            return try JSONDocument(bytes, limits: JSONLimits(bytesMax: bytesMax, depthMax: 67))
        } catch {
            throw .malformed("\(error)")
        }
    }
}

extension Receipt {
    private static func shape(
        _ root: JSONNode
    ) throws(JSONShapeError) -> (note: String, entries: [Entry]) {
        let root = try root.object(only: ["checkpoint", "entries", "format"])
        let format = try root.required("format", JSONNode.string)
        guard format.utf8.elementsEqual(Self.format.utf8) else {
            throw try root.member("format").error("must be `\(Self.format)`")
        }
        let entries = try root.member("entries").array(max: entriesMax, Entry.init(json:))
        return (try root.required("checkpoint", JSONNode.string), entries)
    }
}

extension Receipt.Entry {
    fileprivate init(json: JSONNode) throws(JSONShapeError) {
        let json = try json.object(only: ["entry", "index", "proof"])
        bytes = Array(try json.member("entry").object().sourceBytes)
        guard bytes.count <= EntryCodec.bytesMax else { throw json.error("has an entry that is too large") }
        index = try json.member("index").integer(in: 0...JSONNode.integerMax)
        proof = try json.member("proof").array(max: MerkleProof.hashesMax) { (node) throws(JSONShapeError) in
            let text = try node.string()
            do throws(ProofError) {
                return try Digest(standardBase64: text)
            } catch {
                throw node.error("must be base64 of 32 bytes")
            }
        }
    }
}

extension CanonicalWriter {
    fileprivate mutating func members(of entry: Receipt.Entry) {
        member("entry", canonical: entry.bytes)
        member("index", entry.index)
        member("proof", each: entry.proof) { json, hash in json.plain(Base64.standard.encode(hash.bytes)) }
    }
}
