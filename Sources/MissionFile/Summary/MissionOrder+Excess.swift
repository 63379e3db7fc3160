// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

extension MissionOrder {
    /// Which part of the file asks for more than a parent with these entries can give to a child mission, and which
    /// bound of the parent it exceeds; nil when none does.
    package func excess(over parent: [AuthorityEntry]) -> MissionFileError? {
        let comparison = SetComparison(of: entries, with: parent)
        if let failure = comparison.failure {
            let entry = entries[failure.entry]
            let closest = parent.indices.contains(failure.closest) ? parent[failure.closest] : nil
            return MissionFileError(
                ExcessPhrase(entry: entry, closest: closest, parent: parent).problem(failure.reason),
                hint: "ask for less here; an approver can give the parent more: `writ mission propose --takes-over`",
                at: marks[failure.entry])
        }
        for (position, justification) in comparison.justifications.enumerated()
        where parent[justification].delegation?.children == nil {
            return MissionFileError(
                "asks for \(ExcessPhrase.text(entries[position])), which the parent gives to no child mission",
                hint:
                    "the parent's file needs `child missions` where it gives that: `writ mission propose --takes-over`",
                at: marks[position])
        }
        return nil
    }
}

/// How an entry exceeds what its parent gives, in words.
private struct ExcessPhrase {
    let entry: AuthorityEntry
    let closest: AuthorityEntry?
    let parent: [AuthorityEntry]

    static func text(_ entry: AuthorityEntry) -> String {
        "\(Phrase.list(entry.actions.map(Phrase.action))) on \(ResourcePhrase.text(entry.resources))"
    }

    func problem(_ reason: SubsetFailure) -> String {
        let what = "asks for \(Self.text(entry))"
        switch reason {
        case .resourceOutside, .actionOutside: return outside()
        case .constraintMissing(let key), .constraintBroader(let key):
            let bound = closest.map { TermsPhrase.phrase(key, $0.constraints) } ?? ""
            return "\(what) without the parent's bound: \(bound)"
        case .delegationIntroduced, .delegationDeeper, .delegatesWider:
            return "\(what) also for sub-agents, more widely than the parent"
        case .childrenIntroduced, .childrenDeeper, .childrenMore, .childActorsWider, .childApprovalDropped:
            return "\(what) also for child missions of its own, more widely than the parent lets it"
        case .unsupported, .constraintIncomparable, .delegationIncomparable:
            return "\(what), which cannot be compared with what the parent gives"
        }
    }

    /// The first action that the parent does not give there, and where it gives it.
    private func outside() -> String {
        let here = ResourcePhrase.text(entry.resources)
        let missing = entry.actions.first { action in
            !parent.contains { entry.resources.isContained(in: $0.resources) && $0.allows(action) }
        }
        guard let action = missing else {
            return "asks for \(Self.text(entry)) at once, which no single element of the parent's `may` gives"
        }
        let repository = GitResource(entry.resources.resource)?.repository
        let places = parent.filter { $0.allows(action) }.map { ResourcePhrase.text($0.resources, in: repository) }
            .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let bound =
            places.isEmpty ? "which the parent allows nowhere" : "and the parent allows that on \(Phrase.list(places))"
        return "asks for \(Phrase.action(action)) on \(here), \(bound)"
    }
}

extension AuthorityEntry {
    fileprivate func allows(_ action: ActionPattern) -> Bool { actions.contains(where: action.isContained) }
}
