// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire

/// Events as ledger entries: one canonical JSON object `{"at": …, "event": { … }, "type": …}` each.
///
/// Writing and reading are inverse to each other for every event (`docs/wire/ledger.md` lists the members).
package enum EntryCodec {
    /// The largest entry (C2SP tlog-tiles: entries are length-prefixed by 16 bits).
    package static let bytesMax = 65_535

    /// The entry for `event` at `moment`.
    package static func bytes(of event: Event, at moment: Instant) -> [UInt8] {
        var json = CanonicalWriter(reservingBytes: 512)
        json.object { json in
            json.member("at", moment)
            json.member("event") { json in json.event(event) }
            json.member("type", EventType(event).rawValue)
        }
        return json.bytes
    }
}

/// Reads entries. Keeps authority sets that it has read, since missions of one kind share theirs.
package struct EntryReader {
    private var authorities: [Digest: RecordedAuthority] = [:]

    package init() {}

    /// The event and moment that `bytes` record; throws when this version of the program cannot read them.
    package mutating func read(_ bytes: [UInt8]) throws(EntryError) -> (event: Event, at: Instant) {
        let root = try Self.document(bytes).root
        do throws(JSONShapeError) {
            let type = try root.member("type").oneOf(EventType.self)
            return (try event(type, root.member("event")), try root.member("at").instant())
        } catch {
            throw EntryError(reason: "\(error)")
        }
    }

    private static func document(_ bytes: [UInt8]) throws(EntryError) -> JSONDocument {
        do throws(JSONError) {
            return try JSONDocument(bytes, limits: JSONLimits(bytesMax: EntryCodec.bytesMax, depthMax: 64))
        } catch {
            throw EntryError(reason: "\(error)")
        }
    }

    /// The authority set under `name`, with the anchor recorded beside it.
    mutating func authority(
        _ node: JSONNode, digest: JSONNode
    ) throws(JSONShapeError) -> RecordedAuthority {
        let digest = try digest.digest()
        let canonical = Array(node.sourceBytes)
        // WHY: the digest is what the entry says; other entries under it are for whoever checks them to see.
        if let known = authorities[digest], known.canonical == canonical { return known }
        let set = AuthoritySet(entries: try AuthorityGrammar.entries(node), digest: digest)
        let authority = RecordedAuthority(set: set, canonical: canonical)
        authorities[digest] = authority
        return authority
    }
}

/// An entry that cannot be read.
package struct EntryError: Error, Equatable, CustomStringConvertible {
    package let reason: String
    package var description: String { "unreadable ledger entry: \(reason)" }
}
