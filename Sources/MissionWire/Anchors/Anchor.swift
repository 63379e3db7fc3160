// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import Crypto
package import MissionKernel

/// The integrity anchors (draft-mcguinness-oauth-mission, *Integrity Anchors*): SHA-256 over the canonical envelope
/// `{"iss": …, "typ": …, "value": …}`, so that what is committed cannot be taken for something else or somebody else's.
package enum Anchor: String, CaseIterable, Sendable {
    case intent = "mission-intent"
    case proposedAuthority = "mission-proposed-authority"
    case authoritySet = "mission-authority-set"
    case authorityEntry = "mission-authority-entry"
    case policyView = "mission-policy-view"
    case unwindPlan = "mission-unwind-plan"
    case intentEvidence = "mission-intent-evidence"

    /// The anchor over `canonicalValue`, which must be one canonical JSON value, under `issuer`.
    package func digest(of canonicalValue: some Collection<UInt8>, issuer: String) -> Digest {
        SHA256.digest(of: envelope(around: canonicalValue, issuer: issuer))
    }

    /// Checks that `value` has the form of what the anchor commits: authority is an array of entries, all else an
    /// object, and an intent stands alone, without the envelope that it was submitted in.
    package func checkForm(of value: JSONNode) throws(JSONShapeError) {
        switch self {
        case .authoritySet, .proposedAuthority:
            _ = try value.array(max: .max) { (entry) throws(JSONShapeError) in try entry.object() }
        case .intent:
            guard try value.object()["intent"] == nil else {
                throw value.error("must be the intent alone: the member `intent` of what is submitted")
            }
        case .authorityEntry, .policyView, .unwindPlan, .intentEvidence: _ = try value.object()
        }
    }

    /// The bytes that the anchor hashes.
    package func envelope(around canonicalValue: some Collection<UInt8>, issuer: String) -> [UInt8] {
        var json = CanonicalWriter(reservingBytes: canonicalValue.count + 128)
        json.object { json in
            json.member("iss", issuer)
            json.member("typ", rawValue)
            json.member("value", canonical: canonicalValue)
        }
        return json.bytes
    }
}

/// A digest over a canonical object without an envelope, where the context says what it is (`parameter_digest`).
package enum CanonicalDigest {
    package static func of(_ node: JSONNode) -> Digest { SHA256.digest(of: node.canonicalBytes) }
}
