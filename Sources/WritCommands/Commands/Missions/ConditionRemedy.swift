// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile

/// What would make the conditions of a mission hold that do not hold now.
enum ConditionRemedy {
    /// One hint for each, by the mission as it was shown.
    static func hints(_ mission: JSONNode) -> [String] {
        var hints: [String] = []
        mission["conditions"]?.forEachElement { node in
            if !node.isTrue("holds"), let terms = node["condition"] { hints.append(hint(terms)) }
        }
        return hints
    }

    private static func hint(_ terms: JSONNode) -> String {
        let fact = terms["fact"]
        guard let name = fact?.stringValue ?? fact?["name"]?.stringValue else {
            return "if they are back: `writ person enable \(word(FactPhrase.person(fact?["enabled"])))`"
        }
        guard let wanted = terms["is"] else {
            return "when it is so, bring the news: `writ signal \(word(name)) VALUE`, with another value than "
                + FactPhrase.value(terms["is_not"])
        }
        let value = wanted.stringValue.map(word) ?? String(decoding: wanted.canonicalBytes, as: UTF8.self)
        return "when it is so, bring the news: `writ signal \(word(name)) \(value)`"
    }

    private static func word(_ text: String) -> String {
        text.contains(where: \.isWhitespace) ? "\"\(InertText.shown(text))\"" : InertText.shown(text)
    }
}
