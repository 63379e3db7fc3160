// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

/// The policy table says what a person is asked about: so persons say what it is.
struct `The policy table` {
    private let lax = ClassPolicy(version: "lax", rules: [], meanings: ClassPolicy.standardMeanings)

    @Test func `is replaced by no signature over another table, or over the change of another`() throws {
        let world = KernelWorld()
        let changes = [
            PolicyChange(policy: .standard, replaces: "standard:1"), PolicyChange(policy: lax, replaces: "another"),
        ]
        for change in changes {
            let evidence = SignedEvidence(
                approver: Person.ada.principal, key: Person.ada.key, terms: change, statement: [],
                signature: [])
            #expect(
                world.refusal { try $0.perform(SetPolicy(caller: .owner, policy: lax, evidence: evidence)) }
                    == .evidenceMismatch)
        }
    }

    @Test func `lets no class of high consequence be decided on old state, or without a durable permit`() {
        let world = KernelWorld()
        for (staleness, isDurable) in [(Int64(1), true), (0, false)] {
            for actionClass in ActionClass.allCases where actionClass.isHighConsequence {
                var meanings = ClassPolicy.standardMeanings
                meanings[actionClass.rank] = ClassMeaning(
                    stalenessMilliseconds: staleness, permitMilliseconds: 60_000, isDurable: isDurable,
                    needsPerson: true, inFlight: .interrupt)
                let policy = ClassPolicy(version: "lax", rules: [], meanings: meanings)
                #expect(world.refusal { try $0.setPolicy(policy) } == .invalidRequest)
            }
        }
    }
}
