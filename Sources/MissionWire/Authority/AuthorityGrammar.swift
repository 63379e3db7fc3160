// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// Reads `mission_resource_access` entries (draft-mcguinness-oauth-mission, *Mission Authority*).
///
/// What is malformed is an error that names its place. What is well-formed but unknown (another type, another
/// `resource_match`, a member this authority has no rule for) is read and marked, and grants nothing.
package enum AuthorityGrammar {
    /// Bounds on one set: entries, and strings in one list of an entry.
    package static let entriesMax = 256
    package static let listMax = 256

    /// The `type` of the entries that this grammar is of.
    package static let entryType = "mission_resource_access"

    /// Reads an array of entries; at least one is needed.
    package static func entries(_ node: JSONNode) throws(JSONShapeError) -> [AuthorityEntry] {
        let entries = try node.array(max: entriesMax, entry)
        guard !entries.isEmpty else { throw node.error("must have at least one entry") }
        return entries
    }

    package static func entry(_ node: JSONNode) throws(JSONShapeError) -> AuthorityEntry {
        let object = try node.object()
        let type = try object.member("type").string()
        let resource = try resource(object.member("resource"))
        let match = try object["resource_match"].map { (node) throws(JSONShapeError) in try node.string() } ?? "exact"
        let pattern = ResourcePattern(resource, match: match == "prefix" ? .prefix : .exact)
        guard pattern.match == .exact || !resource.hasQueryOrFragment else {
            throw try object.member("resource").error("must not have a query or fragment under `prefix`")
        }
        return AuthorityEntry(
            resources: pattern,
            actions: try object.member("actions").array(max: listMax, action),
            constraints: try object["constraints"].map(ConstraintGrammar.constraints) ?? .none,
            delegation: try object["delegation"].map(DelegationGrammar.policy),
            unsupported: unsupported(object, type: type, match: match))
    }

    private static func unsupported(
        _ object: JSONNode, type: String, match: String
    ) -> AuthorityEntry.Unsupported? {
        if type != entryType { return .type(type) }
        if match != "exact" && match != "prefix" { return .resourceMatch(match) }
        let known: [StaticString] = ["type", "resource", "resource_match", "actions", "constraints", "delegation"]
        return object.firstMember(outside: known).map { .member($0.path) }
    }

    package static func resource(_ node: JSONNode) throws(JSONShapeError) -> ResourceURI {
        guard let resource = ResourceURI(try node.string()) else { throw node.error("must be an absolute URI") }
        return resource
    }

    /// A resource that somebody may be granted; what is in the ledger already is read by ``resource(_:)``.
    static func grantable(_ node: JSONNode) throws(JSONShapeError) -> ResourceURI {
        let resource = try resource(node)
        if let flaw = resource.flaw { throw node.error(flaw) }
        return resource
    }

    package static func action(_ node: JSONNode) throws(JSONShapeError) -> ActionPattern {
        guard let action = ActionPattern(try node.string()) else {
            throw node.error("must be an action such as `invoices.read`, or a family such as `invoices.*`")
        }
        return action
    }
}
