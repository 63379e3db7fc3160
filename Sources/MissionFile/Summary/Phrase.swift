// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Words that the summary is made of.
enum Phrase {
    /// `a`, `a and b`, `a, b and c`
    static func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
    }

    static func quoted(_ texts: some Sequence<ExactText>) -> String {
        list(texts.sorted().map { InertText.quoted($0.string) })
    }

    static func name(_ principal: Principal, home issuer: String) -> String {
        let name = InertText.quoted(principal.subject.string)
        return principal.issuer.string == issuer ? name : "\(name) of \(InertText.quoted(principal.issuer.string))"
    }

    /// An action as the breadth that it is.
    static func action(_ action: ActionPattern) -> String {
        action.isFamily ? "every action whose name begins with `\(action.name).`" : "`\(action.name)`"
    }

    static func resource(_ pattern: ResourcePattern) -> String {
        let uri = InertText.quoted(pattern.resource.text)
        return pattern.match == .prefix ? "\(uri) and everything below it" : uri
    }

    static func money(_ money: Money) -> String {
        let text = money.amount.text
        let fraction = text.split(separator: ".").dropFirst().first?.count
        return "\(text)\(fraction == 1 ? "0" : "") \(money.currency.text)"
    }

    static func count(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }

    static func actors(_ matchers: [ActorMatcher]) -> String {
        list(
            matchers.map { matcher in
                switch matcher {
                case .subject(let subject): InertText.quoted(subject.string)
                case .profile(let profile): "any \(InertText.quoted(profile.string))"
                }
            })
    }

    static func value(_ value: FactValue) -> String {
        switch value {
        case .boolean(let boolean): "\(boolean)"
        case .integer(let integer): "\(integer)"
        case .text(let text): InertText.quoted(text.string)
        }
    }
}
