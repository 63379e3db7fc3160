// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

@testable import WritCommands

struct `The facts that a proposed mission depends on` {
    private static func terms(_ fact: FactKey, is value: Bool = true) -> ConditionTerms {
        ConditionTerms(fact: fact, test: .equals(.boolean(value)), consequence: .suspend)
    }

    @Test func `are named where nobody has told of them, since they then count as holding`() {
        let terms = [Self.terms(.named("b")), Self.terms(.named("a")), Self.terms(.named("b"), is: false)]
        let facts = ConditionFacts(of: terms, [.named("a"): .boolean(true)])
        #expect(
            facts.untoldText
                == "a fact counts as holding until somebody tells of it (`writ signal`), and nobody has told of `b` yet"
        )
        #expect(facts.brokenText == nil)
    }

    @Test func `are not named where somebody has told of them, nor people`() {
        let facts = ConditionFacts(
            of: [Self.terms(.named("a")), Self.terms(.enabled(Person.ada.principal))], [.named("a"): .boolean(false)])
        #expect(facts.untoldText == nil && facts.brokenText == "`a` is no longer true")
    }
}
