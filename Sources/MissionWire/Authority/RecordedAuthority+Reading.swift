// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

extension RecordedAuthority {
    /// Reads an array of entries that may be granted, and computes its anchor under `issuer`.
    package init(_ node: JSONNode, issuer: String, as anchor: Anchor = .authoritySet) throws(JSONShapeError) {
        let entries = try AuthorityGrammar.entries(node)
        try node.forEachElement { (entry) throws(JSONShapeError) in
            _ = try AuthorityGrammar.grantable(entry.member("resource"))
        }
        let canonical = node.canonicalBytes
        self.init(
            set: AuthoritySet(entries: entries, digest: anchor.digest(of: canonical, issuer: issuer)),
            canonical: canonical)
    }

    /// Records entries that were composed here.
    package init(composed entries: [AuthorityEntry], issuer: String) {
        var json = CanonicalWriter(reservingBytes: 256 * entries.count)
        json.array { json in entries.forEach { json.value($0) } }
        let digest = Anchor.authoritySet.digest(of: json.bytes, issuer: issuer)
        self.init(set: AuthoritySet(entries: entries, digest: digest), canonical: json.bytes)
    }

    /// The same entries under another anchor: what was proposed becomes what is granted.
    package func anchored(as anchor: Anchor, issuer: String) -> RecordedAuthority {
        let digest = anchor.digest(of: canonical, issuer: issuer)
        return RecordedAuthority(set: AuthoritySet(entries: set.entries, digest: digest), canonical: canonical)
    }
}
