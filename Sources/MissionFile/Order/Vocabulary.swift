// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// The actions that a mission file can speak of: those that its `may` gives, and those that have a class.
struct Vocabulary {
    private let granted: [ActionPattern]
    private let policy: ClassPolicy

    init(_ entries: [GrantEntry], policy: ClassPolicy) {
        granted = entries.flatMap(\.actions).compactMap(ActionPattern.init)
        self.policy = policy
    }

    /// Refuses a word that is about no action: it would have no effect, and nobody would notice.
    func mustKnow(_ word: String, of field: Field, like example: String) throws(MissionFileError) {
        guard let action = ActionPattern(word) else {
            throw field.error("must be under the name of an action, such as `\(example)`")
        }
        guard !policy.names(action), !granted.contains(where: action.overlaps) else { return }
        let known = granted.map(\.text).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let nearest = Spelling.nearest(to: word, among: known + policy.rules.map(\.action.text))
        throw field.error(
            "is about no action that the mission may do; these are \(Phrase.list(known.map { "`\($0)`" }))",
            hint: nearest.map { "did you mean `\($0)`?" })
    }
}

extension Field {
    /// The name of a person whom the authority knows, where it was asked.
    func person(in context: MissionOrder.Context) throws(MissionFileError) -> String {
        let name = try name()
        guard let people = context.people, !people.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
            return name
        }
        let known = people.isEmpty ? "nobody" : Phrase.list(people.map { InertText.quoted($0) })
        let nearest = Spelling.nearest(to: name, among: people)
        throw error(
            "names \(InertText.quoted(name)), who is not registered; known is \(known)",
            hint: nearest.map { "did you mean \(InertText.quoted($0))?" } ?? "register them: `writ person add`")
    }
}
