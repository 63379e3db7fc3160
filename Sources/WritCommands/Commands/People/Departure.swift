// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// What follows when somebody is recorded as gone.
struct Departure {
    private struct Work {
        let mission: String
        let goal: String
        let terms: ConditionTerms
    }

    private let person: Principal
    private let isLastApprover: Bool
    /// The missions that have not ended and depend on the person.
    private var work: [Work] = []

    init(of person: Principal, among people: KnownPeople, _ client: AuthorityClient) throws {
        self.person = person
        isLastApprover = people[person]?.approves == true && !people.hasEnabledApprover(besides: person)
        for state in [MissionState.active, .suspended] {
            for node in try client.all(.missions(thatAre: state)) {
                try add(node.text("id"), node.text("goal"), client)
            }
        }
    }

    private mutating func add(_ mission: String, _ goal: String, _ client: AuthorityClient) throws {
        try client.get("/v1/missions/\(mission)").member("conditions").forEachElement { node in
            let terms = try node.member("condition").condition()
            guard terms.fact == .enabled(person), terms.test.holds(for: .boolean(true)) else { return }
            work.append(Work(mission: mission, goal: goal, terms: terms))
        }
    }
}

extension Departure {
    /// Whether anything stops.
    var hasConsequences: Bool { isLastApprover || !work.isEmpty }

    /// What stops, a line each.
    var block: Block {
        var block = Block()
        for work in work {
            block.add(Self.verb(work.terms.consequence), StyledText("\(work.mission): \(work.goal)", .warning))
        }
        guard isLastApprover else { return block }
        let stuck = "nobody else is left who can: what waits for an approval, an agreement or a resume goes on waiting"
        block.add("approves", StyledText(stuck, .bad))
        return block
    }

    private static func verb(_ consequence: Consequence) -> String {
        switch consequence {
        case .suspend: "suspends"
        case .revoke: "revokes"
        case .complete: "completes"
        case .narrow: "narrows"
        }
    }
}
