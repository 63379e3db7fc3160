// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// `commit to and push to the branch x`: what may be done with one or more parts of a repository, on the same terms.
struct GitSentence {
    private let verbs: String
    private var objects: [String]
    let terms: [String]

    var text: String { "\(verbs) \(Phrase.list(objects))" }

    /// One sentence for each way of doing and its terms, in the order of the entries.
    static func all(of entries: [AuthorityEntry], in repository: GitRepository) -> [GitSentence] {
        var sentences: [GitSentence] = []
        for entry in entries {
            guard let git = GitResource(entry.resources.resource), git.repository == repository else { continue }
            let object = GitPhrase.object(git, isPrefix: entry.resources.match == .prefix)
            let verbs = Phrase.list(GitPhrase.verbs(entry.actions))
            let terms = TermsPhrase.all(of: entry)
            if let same = sentences.firstIndex(where: { $0.verbs == verbs && $0.terms == terms }) {
                sentences[same].objects.append(object)
            } else {
                sentences.append(GitSentence(verbs: verbs, objects: [object], terms: terms))
            }
        }
        return sentences
    }
}

/// What may be done in a repository, in words.
enum GitPhrase {

    private static let names = [
        "git.read": "read", "git.fetch": "fetch", "git.clone": "clone", "git.write": "change",
        "git.commit": "commit to",
        "git.push": "push to", "git.push.force": "force-push to", "git.branch.create": "create",
        "git.branch.delete": "delete", "git.tag": "set", "git.config": "change the settings of",
    ]

    static func verbs(_ actions: [ActionPattern]) -> [String] {
        let texts = Set(actions.map(\.text))
        let reads = GitWord.readActions.allSatisfy(texts.contains)
        let rest = reads ? actions.filter { !GitWord.readActions.contains($0.text) } : actions
        return (reads ? ["read"] : []) + rest.map { Self.names[$0.text] ?? "do \(Phrase.action($0)) to" }
    }

    static func object(_ resource: GitResource, isPrefix: Bool) -> String {
        switch (resource.part, isPrefix) {
        case (.repository, true): "everything in and below it"
        case (.repository, false): "the repository as a whole"
        case (.branches, true): "every branch"
        case (.branch(let name), true): "\(InertText.quoted(name)) and every branch below it"
        case (.branch(let name), false): "the branch \(InertText.quoted(name))"
        case (.tags, true): "every tag"
        case (.tag(let name), true): "the tag \(InertText.quoted(name)) and every tag below it"
        case (.tag(let name), false): "the tag \(InertText.quoted(name))"
        case (.files, true): "every file"
        case (.file(let path), true): "everything in \(InertText.quoted(path + "/"))"
        case (.file(let path), false): "the file \(InertText.quoted(path))"
        case (.branches, false), (.tags, false), (.files, false): InertText.quoted(resource.uri)
        }
    }

    private static let feared = [
        ("change of files", "git.write"), ("commit", "git.commit"), ("push", "git.push"),
        ("force push", "git.push.force"), ("deletion of branches", "git.branch.delete"), ("tag", "git.tag"),
    ]

    /// What people fear most of those who work in a repository, and none of these entries grants.
    static func missing(from entries: [AuthorityEntry], in repository: GitRepository) -> [String] {
        let actions = entries.filter { repository.isTouched(by: $0.resources) }.flatMap(\.actions)
        return feared.compactMap { name, action in
            actions.contains { $0.covers(action) } ? nil : name
        }
    }
}
