// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

/// The metadata document of an authority (draft-mcguinness-mission-authority-server, *Metadata*).
package struct AuthorityMetadata: Sendable {
    package let issuer: String
    package let maxStaleSeconds: Int64

    package init(issuer: String, maxStaleSeconds: Int64) {
        self.issuer = issuer
        self.maxStaleSeconds = maxStaleSeconds
    }

    /// The paths of the endpoints under the issuer.
    package enum Endpoint: String, CaseIterable, Sendable {
        case submission = "/mas/mission/submit"
        case status = "/mas/mission/status"
        case lifecycle = "/mas/mission/lifecycle"
        case keys = "/.well-known/jwks.json"
    }

    /// What the URL of each endpoint begins with: the issuer without a slash at its end.
    package var base: String { issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer }

    /// The path of ``base``, which begins with a slash, or is empty.
    package var path: String {
        let afterScheme = base.range(of: "://").map { base[$0.upperBound...] } ?? base[...]
        return afterScheme.firstIndex(of: "/").map { String(afterScheme[$0...]) } ?? ""
    }

    /// The URL of an endpoint.
    package func url(of endpoint: Endpoint) -> String { base + endpoint.rawValue }

    /// The path of a well-known document: the issuer's path comes last (RFC 8414, section 3.1).
    package func wellKnownPath(of document: String) -> String { "/.well-known/" + document + path }

    package var json: [UInt8] {
        var json = CanonicalWriter(reservingBytes: 1024)
        json.object { json in
            json.member("issuer", issuer)
            json.member("jwks_uri", url(of: .keys))
            json.member("mission_auth_methods_supported", ["private_key_jwt"])
            json.member("mission_lifecycle_endpoint", url(of: .lifecycle))
            json.member("mission_lifecycle_endpoint_auth_methods_supported", ["private_key_jwt"])
            json.member("mission_lifecycle_endpoint_auth_signing_alg_values_supported", ["ES256", "RS256"])
            json.member("mission_max_stale_seconds", maxStaleSeconds)
            json.member("mission_status_endpoint", url(of: .status))
            json.member("mission_status_endpoint_auth_methods_supported", ["private_key_jwt"])
            json.member("mission_status_endpoint_auth_signing_alg_values_supported", ["ES256", "RS256"])
            json.member("mission_status_signing_alg_values_supported", ["ES256"])
            json.member("mission_submission_endpoint", url(of: .submission))
        }
        return json.bytes
    }
}

extension String {
    /// The first place where `other` stands.
    fileprivate func range(of other: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
            start = index(after: start)
        }
        return nil
    }
}
