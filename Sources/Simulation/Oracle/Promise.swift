// SPDX-License-Identifier: Apache-2.0

/// What Writ promises, in the words of the design. The simulator tries to break each.
package enum Promise: Int, CaseIterable, Sendable {
    case authority = 1
    case possession, children, endings, cascade, effects, lineage, closed, durable, waiting, approval, costs

    /// The promise as a sentence.
    package var sentence: String {
        switch self {
        case .authority: "no effect without authority"
        case .possession: "possession proves nothing"
        case .children: "children are smaller"
        case .endings: "endings are final, and stop wins"
        case .cascade: "a cascade is seen from its commit on"
        case .effects: "at most one recorded effect, unknown outcomes surfaced"
        case .lineage: "every effect has a lineage that verifies"
        case .closed: "fail closed, visibly"
        case .durable: "nothing acknowledged is lost"
        case .waiting: "nobody is left waiting"
        case .approval: "an agent cannot approve itself"
        case .costs: "costs add up"
        }
    }
}

/// A promise that was not kept.
struct Violation: Sendable {
    let promise: Promise
    /// What was seen, and what should have been.
    let detail: String
}
