// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Testing

@testable import WritCommands

/// What somebody is told whose mission cannot go on for a fact.
struct `A remedy for conditions` {
    private func hints(_ conditions: String) throws -> [String] {
        ConditionRemedy.hints(try JSONDocument(Array("{\"conditions\":[\(conditions)]}".utf8)).root)
    }

    @Test func `leaves alone those that hold`() throws {
        #expect(try hints(#"{"condition":{"fact":"a.frozen","is":false},"holds":true}"#).isEmpty)
    }

    @Test func `is the news that would make them hold`() throws {
        #expect(
            try hints(#"{"condition":{"fact":"a.frozen","is":false},"holds":false}"#)
                == ["when it is so, bring the news: `writ signal a.frozen false`"])
        #expect(
            try hints(#"{"condition":{"fact":"a b","is":"wide open"},"holds":false}"#)
                == [#"when it is so, bring the news: `writ signal "a b" "wide open"`"#])
        #expect(
            try hints(#"{"condition":{"fact":"risk","is_not":"high"},"holds":false}"#)
                == ["when it is so, bring the news: `writ signal risk VALUE`, with another value than `high`"])
        #expect(
            try hints(#"{"condition":{"fact":{"enabled":{"iss":"i","sub":"ada"}},"is":true},"holds":false}"#)
                == ["if they are back: `writ person enable ada`"])
    }
}
