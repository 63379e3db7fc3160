// SPDX-License-Identifier: Apache-2.0

/// How an approver was authenticated when they approved (`acr`, RFC 9470): the ways that can be established here.
///
/// There is no order among them: an intent that names a class is approved in exactly that one
/// (draft-mcguinness-oauth-mission, `controls.acr`), and one that names another is approved by nobody.
package enum AuthenticationContext: String, CaseIterable, Hashable, Sendable {
    /// A registered Ed25519 key signed the approval, opened from its passphrase's seal for this one signature.
    case sealedKey = "urn:writ:acr:sealed-key"

    /// Whether it is what an intent demands.
    package func satisfies(_ demanded: String) -> Bool { rawValue.hasSameBytes(as: demanded) }
}
