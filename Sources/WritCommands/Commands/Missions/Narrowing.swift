// SPDX-License-Identifier: Apache-2.0

import MissionFile
import MissionKernel

/// What is to be taken away from a mission: of its entries at a place and below it, all actions or some.
struct Narrowing {
    let removals: [Removal]
    /// What is taken away, a line for each entry.
    let lines: [StyledText]

    /// Fails where the mission has nothing of this: it would take nothing away, and whoever wrote it would not notice.
    init(of entries: [AuthorityEntry], at place: String, actions texts: [String], policy: ClassPolicy) throws {
        guard let resource = ResourceURI(place) else {
            throw UsageError("\(InertText.quoted(place)) is not a resource", hints: ["write an absolute URI"])
        }
        let touched = entries.filter { ResourcePattern(resource, match: .prefix).covers($0.resources.resource) }
        guard !touched.isEmpty else {
            let actions = try texts.map { try Self.action($0, entries, policy, "") }
            throw Self.nothing(at: resource, actions, among: entries)
        }
        let actions = try texts.map { try Self.action($0, touched, policy) }
        var removals: [Removal] = []
        var lines: [StyledText] = []
        for entry in touched {
            let own = actions.filter { entry.actions.contains(where: $0.overlaps) }
            guard actions.isEmpty || !own.isEmpty else { continue }
            let removal = Removal(resource: entry.resources.resource, actions: actions.isEmpty ? nil : own)
            if !removals.contains(removal) { removals.append(removal) }
            lines.append("\("Taken away for good", .bad): \(LedgerPhrase.removal(removal, from: entry))")
        }
        (self.removals, self.lines) = (removals, lines)
    }

    /// Only what allows one of the actions can have been meant.
    private static func nothing(
        at resource: ResourceURI, _ actions: [ActionPattern], among entries: [AuthorityEntry]
    ) -> CommandFailure {
        let able = entries.filter { entry in
            actions.isEmpty || actions.contains { entry.actions.contains(where: $0.overlaps) }
        }
        let place = ResourcePhrase.text(resource)
        let what = LedgerPhrase.list(actions.map { InertText.quoted($0.text) })
        let meant = nearest(to: resource, among: able).map { "did you mean \($0)?" }
        if let wider = able.first(where: { $0.resources.covers(resource) }) {
            let remedy = "take that away, or propose a smaller mission that takes over: `--takes-over`"
            return CommandFailure(
                .refused, "the mission has \(place) only as part of \(ResourcePhrase.text(wider.resources))",
                hints: [meant, remedy].compactMap(\.self))
        }
        let known = LedgerPhrase.list(able.map { ResourcePhrase.text($0.resources) })
        return CommandFailure(
            .refused, "the mission has " + (actions.isEmpty ? "nothing at \(place)" : "no \(what) on \(place)"),
            hints: [meant ?? "it has \(known)"])
    }

    /// The place that was meant, where a name on the way to it is mistyped.
    private static func nearest(to resource: ResourceURI, among entries: [AuthorityEntry]) -> String? {
        let depth = { (uri: String) in uri.split(separator: "/", omittingEmptySubsequences: false).count }
        let beside = entries.map(\.resources.resource.text).filter { depth($0) == depth(resource.text) }
        return Spelling.nearest(to: resource.text, among: beside).flatMap(ResourceURI.init).map {
            ResourcePhrase.text(ResourcePattern($0), in: GitResource(resource)?.repository)
        }
    }

    private static func action(
        _ text: String, _ entries: [AuthorityEntry], _ policy: ClassPolicy, _ there: String = " there"
    ) throws -> ActionPattern {
        guard let action = ActionPattern(text) else {
            throw UsageError("`--action` must be an action such as `git.push`, not \(InertText.quoted(text))")
        }
        let held = entries.flatMap(\.actions)
        guard !held.contains(where: action.overlaps) else { return action }
        let has = "the mission has \(LedgerPhrase.list(held.map { InertText.quoted($0.text) }))\(there)"
        guard !policy.names(action) else {
            throw CommandFailure(.refused, "the mission does not have \(InertText.quoted(text))\(there)", hints: [has])
        }
        let nearest = Spelling.nearest(to: text, among: held.map(\.text) + policy.rules.map(\.action.text))
        throw UsageError(
            "no action is known as \(InertText.quoted(text))",
            hints: [nearest.map { "did you mean `\($0)`?" }, has].compactMap(\.self))
    }
}
