// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel

/// The words that sentences about the ledger are made of. Whatever came from outside cannot pass for our own words.
enum LedgerPhrase {
    private static let proseMax = 160

    /// An identifier that can be copied.
    static func id<Kind: IdentifierKind>(_ id: Identifier<Kind>) -> StyledText { StyledText(id.text, .strong) }

    /// As much of it as tells it from others, and as a verb takes.
    static func start<Kind: IdentifierKind>(of id: Identifier<Kind>) -> StyledText {
        StyledText(String(id.text.prefix(startCount)), .faint)
    }

    private static let startCount = 10

    /// ` (event inc-42)`: how whoever brought it called the news; what was made up for them says nothing.
    static func event(_ name: ExactText) -> StyledText {
        let isMadeUp = name.string.hasPrefix("evt_") && name.string.utf8.count == madeUpCount
        return isMadeUp ? "" : StyledText(" (event \(Self.name(name.string).plain))", .faint)
    }

    private static let madeUpCount = 36

    static func person(_ principal: Principal) -> StyledText { name(principal.subject.string) }

    static func client(_ client: ClientID) -> StyledText { name(client.text.string) }

    /// A name: bare when it can be nothing else, otherwise between backticks.
    static func name(_ text: String) -> StyledText {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy(isPlainByte)
        return StyledText(isPlain && text.contains { !$0.isLetter } ? text : InertText.quoted(text))
    }

    private static func isPlainByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "@.-_".utf8.contains(byte)
        }
    }

    /// What somebody wrote, between quotation marks that it cannot close.
    static func prose(_ text: String) -> StyledText {
        let inner = String(text.map { "“”„".contains($0) ? "\"" : $0 })
        let short = inner.count > proseMax ? inner.prefix(proseMax) + "…" : inner[...]
        return StyledText("“" + short + "”")
    }

    /// `: “too broad”`, or nothing when no reason was given.
    static func reason(_ text: String) -> StyledText { text.isEmpty ? "" : ": \(prose(text))" }

    static func moment(_ instant: Instant) -> String { HumanTime.moment(instant) }

    static func action(_ action: String, _ resource: ResourceURI) -> StyledText {
        StyledText("\(InertText.quoted(action)) on \(ResourcePhrase.text(resource))")
    }

    /// `a`, `a and b`, `a, b and c`
    static func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
    }

    static func count(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }

    static func entries(_ count: Int64) -> String { count == 1 ? "1 entry" : "\(count) entries" }

    /// `` `git.write` on everything in `src/` of `/srv/shop.git` ``: as the entry that it is taken from has it.
    static func removal(_ removal: Removal, from entry: AuthorityEntry? = nil) -> String {
        let actions = (removal.actions ?? entry?.actions).map { list($0.map { InertText.quoted($0.text) }) }
        return "\(actions ?? "everything") on "
            + ResourcePhrase.text(entry?.resources ?? ResourcePattern(removal.resource))
    }

    /// The goal that an intent states, or nil.
    static func goal(_ intent: RecordedIntent) -> String? {
        do throws(JSONError) {
            return try JSONDocument(intent.canonical, limits: .committed).root["goal"]?.stringValue
        } catch {
            return nil
        }
    }

    /// ` “Passkey login”`, or nothing.
    static func goal(_ text: String?) -> StyledText { text.map { " \(prose($0))" } ?? "" }
}

/// Facts, and what follows from them.
extension LedgerPhrase {
    static func fact(_ fact: FactKey) -> StyledText {
        switch fact {
        case .named(let name): StyledText(InertText.quoted(name.string), .accent)
        case .enabled(let person): "the account of \(Self.person(person))"
        }
    }

    static func value(_ value: FactValue) -> String {
        switch value {
        case .boolean(let boolean): "\(boolean)"
        case .integer(let integer): "\(integer)"
        case .text(let text): InertText.quoted(text.string)
        }
    }

    /// `branch.main.frozen` is now true; ada is disabled
    static func news(_ fact: FactKey, _ value: FactValue) -> StyledText {
        guard case .enabled(let person) = fact else { return "\(Self.fact(fact)) is now \(Self.value(value), .strong)" }
        let state: StyledText = value == .boolean(true) ? "\("enabled", .good)" : "\("disabled", .bad)"
        return "\(Self.person(person)) is \(state)"
    }

    /// How a fact stands against a mission; `test` is what was agreed about it, if that is known.
    static func broken(_ fact: FactKey, _ test: FactTest?) -> StyledText {
        switch (fact, test) {
        case (.enabled(let person), _): "\(Self.person(person)) is no longer enabled"
        case (.named, .equals(let value)?): "\(Self.fact(fact)) is no longer \(Self.value(value))"
        case (.named, .differs(let value)?): "\(Self.fact(fact)) is \(Self.value(value))"
        case (.named, nil): "\(Self.fact(fact)) is not as it must be"
        }
    }

    /// What must hold: `branch.main.frozen` must be false, or the mission is suspended
    static func condition(_ terms: ConditionTerms) -> StyledText {
        let consequence =
            switch terms.consequence {
            case .suspend: "is suspended" + (terms.onReturn == .resume ? " until that is so again" : "")
            case .revoke: "is revoked"
            case .complete: "is completed"
            case .narrow(let removals): "loses \(list(removals.map { removal($0) }))"
            }
        return "\(must(terms)), or it \(consequence)"
    }

    /// How it stands: `branch.main.frozen` is false; `branch.main.frozen` must be false, and is true
    static func standing(_ terms: ConditionTerms, value: FactValue?) -> StyledText {
        guard terms.test.holds(for: value) else {
            let found = if case .enabled = terms.fact { "is not" } else { "is \(value.map(Self.value) ?? "unknown")" }
            return "\(must(terms)), and \(found)"
        }
        switch (terms.fact, terms.test) {
        case (.enabled(let person), .equals(.boolean(true))): return "\(Self.person(person)) is enabled"
        case (let fact, _) where value == nil: return "no news of \(Self.fact(fact)) so far"
        case (let fact, .equals(let value)): return "\(Self.fact(fact)) is \(Self.value(value))"
        case (let fact, .differs(let value)): return "\(Self.fact(fact)) is not \(Self.value(value))"
        }
    }

    private static func must(_ terms: ConditionTerms) -> StyledText {
        switch (terms.fact, terms.test) {
        case (.enabled(let person), .equals(.boolean(true))): "\(Self.person(person)) must be enabled"
        case (let fact, .equals(let value)): "\(Self.fact(fact)) must be \(Self.value(value))"
        case (let fact, .differs(let value)): "\(Self.fact(fact)) must not be \(Self.value(value))"
        }
    }
}
