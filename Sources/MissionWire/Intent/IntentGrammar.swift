// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// Reads mission intents (draft-mcguinness-oauth-mission, *Mission Intent*). The top level is closed.
package enum IntentGrammar {
    /// Characters of the goal.
    package static let goalCharactersMax = 4096
    /// Strings in one list, and characters in one of them.
    package static let listMax = 256
    package static let textCharactersMax = 4096

    /// Reads an intent and computes its anchor under `issuer`.
    package static func recorded(_ node: JSONNode, issuer: String) throws(JSONShapeError) -> RecordedIntent {
        let intent = try intent(node)
        _ = try node.member("resources").array(max: listMax, AuthorityGrammar.grantable)
        let canonical = node.canonicalBytes
        return RecordedIntent(
            intent: intent, canonical: canonical, digest: Anchor.intent.digest(of: canonical, issuer: issuer))
    }

    package static func intent(_ node: JSONNode) throws(JSONShapeError) -> MissionIntent {
        let object = try node.object(only: [
            "constraints", "controls", "expires_at", "goal", "goal_lang", "purpose", "resources", "success_criteria",
        ])
        try prose(of: object)
        let resources = try object.member("resources").array(max: listMax, AuthorityGrammar.resource)
        guard !resources.isEmpty else { throw try object.member("resources").error("must name at least one resource") }
        return MissionIntent(
            resources: resources, expiresAt: try object.member("expires_at").instant(),
            controls: try object["controls"].map(ControlsGrammar.controls) ?? MissionIntent.Controls())
    }

    /// Prose is checked for its form and never read for meaning.
    private static func prose(of object: JSONNode) throws(JSONShapeError) {
        try text(object.member("goal"), max: goalCharactersMax)
        if let language = object["goal_lang"], !LanguageTag.isWellFormed(try language.string()) {
            throw language.error("must be a language tag such as `en` or `de-CH` (RFC 5646)")
        }
        for list in [object["constraints"], object["success_criteria"]] {
            _ = try list?.array(max: listMax) { (node) throws(JSONShapeError) in
                try text(node, max: textCharactersMax)
            }
        }
        if let purpose = object["purpose"] { _ = try AuthorityGrammar.resource(purpose) }
    }

    private static func text(_ node: JSONNode, max: Int) throws(JSONShapeError) {
        let count = try node.string().unicodeScalars.count
        guard count <= max else { throw node.error("has \(count) characters; at most \(max) are allowed") }
    }
}
