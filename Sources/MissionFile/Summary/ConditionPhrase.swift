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
        case (.enabled(let person), .equals(.boolean(true))): "when \(InertText.quoted(person.subject.string)) has left"
        case (let fact, .equals(let value)): "when \(name(fact)) is no longer \(Phrase.value(value))"
        case (let fact, .differs(let value)): "when \(name(fact)) is \(Phrase.value(value))"
        }
    }

    private static func name(_ fact: FactKey) -> String {
        switch fact {
        case .named(let name): InertText.quoted(name.string)
        case .enabled(let person): "the account of \(InertText.quoted(person.subject.string)) being enabled"
        }
    }

    private static func removal(_ removal: Removal) -> String {
        let actions = removal.actions.map { Phrase.list($0.map(Phrase.action)) } ?? "everything"
        return "\(actions) at \(InertText.quoted(removal.resource.text))"
    }
}
