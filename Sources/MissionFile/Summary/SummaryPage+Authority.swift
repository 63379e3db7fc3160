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
    mutating func limits(of entries: [AuthorityEntry]) {
        heading("May not")
        var shown: [GitRepository] = []
        for entry in entries {
            guard let repository = GitResource(entry.resources.resource)?.repository, !shown.contains(repository) else {
                continue
            }
            shown.append(repository)
            let missing = GitPhrase.missing(from: entries.filter(\.isUsable), in: repository)
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
        handingOn(entries)
    }

    private mutating func handingOn(_ entries: [AuthorityEntry]) {
        let isShared = entries.contains { $0.delegation?.admitsAgents == true }
        let hasChildren = entries.contains { $0.delegation?.children != nil }
        switch (isShared, hasChildren) {
        case (false, false): add(.notGranted, "let sub-agents act, under this mission or under child missions")
        case (true, false): add(.notGranted, "let sub-agents do what does not say so, or give them child missions")
        case (false, true):
            add(.notGranted, "let sub-agents act under this same mission, or give child missions what does not say so")
        case (true, true): add(.notGranted, "let sub-agents or child missions do what does not say so")
        }
    }
}

extension DelegationPolicy {
    /// Whether any sub-agent can use the entry. Without a list nobody is allowed.
    var admitsAgents: Bool { maxDepth > 0 && allowedDelegates?.isEmpty == false }
}

extension AuthorityEntry {
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
