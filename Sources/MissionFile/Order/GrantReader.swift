// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

/// Reads an element of `may`: a repository or an address, what may be done there, and on which terms.
struct GrantReader {
    /// Against which relative paths are read.
    let context: MissionOrder.Context

    /// The keys that stand nowhere else.
    static let ownKeys = GitGrant.keys + ["at", "under", onlyKey] + DelegationReader.keys

    private static let askKey = "ask each time"
    private static let onlyKey = "only if"

    /// What an element gives, and what of it is probably not meant.
    func entries(
        _ field: Field
    ) throws(MissionFileError) -> (entries: [GrantEntry], warnings: [MissionFileError]) {
        let terms = [Self.onlyKey, Self.askKey] + DelegationReader.keys
        let (section, grants, warnings) = try read(field, terms: terms)
        let constraints = try section[Self.onlyKey].map(ConstraintReader.constraints) ?? []
        let delegation = try DelegationReader.delegation(section)
        let entries = grants.map { grant in
            let asking: [JSONValue.Member] = grant.asks ? [.init("requires_action_approval", true)] : []
            return GrantEntry(
                resource: grant.resource, isPrefix: grant.isPrefix, actions: grant.actions, mark: field.node.mark,
                constraints: constraints + asking, delegation: delegation)
        }
        return (entries, warnings)
    }

    /// What an element of `take away` names: places and actions, without terms.
    func removals(_ field: Field) throws(MissionFileError) -> [GrantEntry] {
        try read(field, terms: []).grants.map { grant in
            GrantEntry(
                resource: grant.resource, isPrefix: grant.isPrefix, actions: grant.actions, mark: field.node.mark)
        }
    }

    private func read(
        _ field: Field, terms: [String]
    ) throws(MissionFileError) -> (section: Section, grants: [Grant], warnings: [MissionFileError]) {
        let keys = try field.members(like: "{ git: ./shop.git, do: [read] }").map(\.key)
        guard let place = ["git", "at", "under"].first(where: keys.contains) else {
            throw field.error(
                "must say where, with `git: <repository>`, `at: <address>` or `under: <address>`")
        }
        let section = try field.section((place == "git" ? GitGrant.keys : AddressGrant.keys(place)) + terms)
        let location = try section.required(place, example: "./shop.git")
        let asking = section[Self.askKey]
        guard place == "git" else {
            let isPrefix = place == "under"
            return (section, try AddressGrant(section, at: location, isPrefix: isPrefix, asking: asking).grants, [])
        }
        let grant = try GitGrant(section, at: location, asking: asking, in: context)
        return (section, grant.grants, grant.warnings)
    }
}
