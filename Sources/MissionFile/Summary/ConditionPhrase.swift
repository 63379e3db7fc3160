// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// What happens to the mission when a fact stops holding, in words.
enum ConditionPhrase {
    static func sentence(_ terms: ConditionTerms) -> String {
        let moment = moment(terms)
        switch terms.consequence {
        case .suspend:
            let after = terms.onReturn == .resume ? "it goes on by itself" : "a person must resume it"
            return "suspended \(moment); when that has passed, \(after)"
        case .revoke: return "revoked \(moment)"
        case .complete: return "completed \(moment)"
        case .narrow(let removals): return "narrowed \(moment): it loses \(Phrase.list(removals.map(removal)))"
        }
    }

    private static func moment(_ terms: ConditionTerms) -> String {
        switch (terms.fact, terms.test) {
        case (.enabled(let person), .equals(.boolean(true))), (.enabled(let person), .differs(.boolean(false))):
            "when \(InertText.quoted(person.subject.string)) has left"
        case (.enabled(let person), _): "when \(InertText.quoted(person.subject.string)) is enabled"
        case (.named(let fact), .equals(let value)):
            "when \(InertText.quoted(fact.string)) is no longer \(Phrase.value(value))"
        case (.named(let fact), .differs(let value)): "when \(InertText.quoted(fact.string)) is \(Phrase.value(value))"
        }
    }

    private static func removal(_ removal: Removal) -> String {
        let actions = removal.actions.map { Phrase.list($0.map(Phrase.action)) } ?? "everything"
        return "\(actions) at \(InertText.quoted(removal.resource.text))"
    }
}
