// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import MissionWire

/// What the mission may do, entry by entry; those of one repository stand together.
extension SummaryPage {
    mutating func authority(_ entries: [AuthorityEntry]) {
        heading("May")
        let usable = entries.filter(\.isUsable)
        if usable.isEmpty { add(.notGranted, "nothing") }
        var shown: Set<GitRepository> = []
        for entry in usable {
            guard let git = GitResource(entry.resources.resource) else {
                add(
                    .granted,
                    "do \(Phrase.list(entry.actions.map(Phrase.action))) at \(Phrase.resource(entry.resources))")
                terms(of: entry)
                continue
            }
            if shown.insert(git.repository).inserted { repository(git.repository, usable) }
        }
    }

    /// One repository: what is granted on the same terms is said in one sentence, terms that all share are said once.
    private mutating func repository(_ repository: GitRepository, _ entries: [AuthorityEntry]) {
        add(.granted, "in the repository \(InertText.quoted(repository.location)):")
        let sentences = GitSentence.all(of: entries, in: repository)
        let terms = Set(sentences.map(\.terms))
        for sentence in sentences {
            add(.granted, sentence.text, indent: 2)
            guard terms.count > 1 else { continue }
            for phrase in sentence.terms { add(.granted, phrase, indent: 3) }
        }
        guard terms.count == 1, let shared = terms.first else { return }
        for phrase in shared { add(.granted, "all of this \(phrase)", indent: 2) }
    }

    private mutating func terms(of entry: AuthorityEntry) {
        for phrase in TermsPhrase.all(of: entry) { add(.granted, phrase, indent: 2) }
    }

    /// What it may not do: said, because silence is read as a yes.
    ///
    /// - Parameter left: of `entries`, what was not taken away since.
    mutating func limits(of entries: [AuthorityEntry], _ left: [AuthorityEntry]) {
        heading("May not")
        var shown: [GitRepository] = []
        for entry in entries {
            guard let repository = GitResource(entry.resources.resource)?.repository, !shown.contains(repository) else {
                continue
            }
            shown.append(repository)
            let missing = GitPhrase.missing(from: left.filter(\.isUsable), in: repository)
            add(
                .notGranted,
                "do anything else in \(InertText.quoted(repository.location))"
                    + (missing.isEmpty ? "" : ": \(Phrase.list(missing.map { "no \($0)" }))"))
        }
        add(.notGranted, "do anything that is not said here")
        for entry in entries {
            guard let obstacle = entry.obstacle else { continue }
            add(.notGranted, "use the entry for \(InertText.quoted(entry.resources.resource.text)): \(obstacle)")
        }
        handingOn(left)
    }

    /// What it may not do any more, in the words in which it was granted.
    mutating func removed(_ removal: Removal, from entries: [AuthorityEntry]) {
        for entry in entries where entry.isTouched(by: removal) {
            let actions = removal.actions ?? entry.actions
            let isGit = GitResource(removal.resource) != nil
            let verbs =
                isGit ? Phrase.list(GitPhrase.verbs(actions)) : "do \(Phrase.list(actions.map(Phrase.action))) at"
            add(.notGranted, "\(verbs) \(ResourcePhrase.text(entry.resources)): taken away for good")
        }
    }

    private mutating func handingOn(_ entries: [AuthorityEntry]) {
        let isShared = entries.contains { $0.delegation?.admitsAgents == true }
        let hasChildren = entries.contains { $0.delegation?.children != nil }
        switch (isShared, hasChildren) {
        case (false, false): add(.notGranted, "hand any of this on to a sub-agent or a child mission")
        case (true, false):
            add(
                .notGranted,
                "start a child mission, or hand on to a sub-agent what is not marked “also for sub-agents”")
        case (false, true):
            add(
                .notGranted,
                "let a sub-agent act unless under a child mission, or give that what is not marked "
                    + "“also for child missions”")
        case (true, true):
            add(.notGranted, "hand on to a sub-agent or a child mission what is not marked as also for it")
        }
    }
}

extension DelegationPolicy {
    /// Whether any sub-agent can use the entry. Without a list nobody is allowed.
    var admitsAgents: Bool { maxDepth > 0 && allowedDelegates?.isEmpty == false }
}

extension AuthorityEntry {
    /// What may still be done of the entry; nil when nothing may. A family of which one action is gone is there.
    func left(by removals: [Removal]) -> AuthorityEntry? {
        guard !actions.isEmpty else { return self }
        let own = removals.filter(isTouched)
        return keeping { action in
            !own.contains { removal in removal.actions?.contains(where: action.isContained) ?? true }
        }
    }

    /// Whether the removal takes something from the entry.
    fileprivate func isTouched(by removal: Removal) -> Bool {
        guard removal.resource == resources.resource else { return false }
        return removal.actions?.contains { actions.contains(where: $0.overlaps) } ?? true
    }

    fileprivate var isUsable: Bool { obstacle == nil && !actions.isEmpty }

    /// Why the entry grants nothing, or nil when it does.
    fileprivate var obstacle: String? {
        if let key = constraints.unknown.first {
            return "its constraint \(InertText.quoted(key.string)) cannot be enforced, so it grants nothing"
        }
        switch unsupported {
        case nil: return nil
        case .type(let type): return "its type \(InertText.quoted(type)) is not known, so it grants nothing"
        case .resourceMatch(let match): return "its match \(InertText.quoted(match)) is not known, so it grants nothing"
        case .member(let member): return "its member \(InertText.quoted(member)) is not known, so it grants nothing"
        }
    }
}
