// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON

/// The reference in `params._meta` of a `tools/call` (draft-mcguinness-mission-authority-server, *MCP Carriage*).
///
/// For gateways before tools; no program here receives tool calls.
extension MissionReference {
    package static let metaKey: StaticString = "com.karlmcguinness.mission/reference"

    /// The reference that `_meta` carries, or nil when it carries none; other keys are other people's.
    ///
    /// The parser has refused members that come twice, in `_meta` and within the value, before this is asked.
    package static func read(meta: JSONNode) throws(JSONShapeError) -> MissionReference? {
        guard let value = try meta.object()[metaKey] else { return nil }
        let object = try value.object(only: ["issuer", "mission_id"])
        let (id, issuer) = (try object.member("mission_id"), try object.member("issuer"))
        do throws(MissionReferenceError) {
            return try MissionReference(id: try Self.text(of: id), issuer: try Self.text(of: issuer))
        } catch {
            throw value.error("must hold two strings of printable ASCII, of at most 256 and 512 characters")
        }
    }

    private static func text(of member: JSONNode) throws(MissionReferenceError) -> String {
        guard let text = member.stringValue else { throw .notString }
        return text
    }
}
