// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionKernel
import MissionWire

/// The conditions of a proposed mission that do not hold: under them nobody can approve it.
struct BrokenConditions {
    private let terms: [ConditionTerms]

    /// - Parameter client: tells of the facts as they are known.
    init(among conditions: [ConditionTerms], _ client: AuthorityClient) throws {
        var values: [FactKey: FactValue] = [:]
        try client.get("/v1/facts").member("facts").forEachElement { node in
            values[try node.required("fact", JSONNode.factKey)] = try node.optional("value", JSONNode.factValue)
        }
        terms = conditions.filter { !$0.test.holds(for: values[$0.fact]) }
    }

    /// What does not hold, or nil: `books.frozen` is no longer false
    var text: String? {
        terms.isEmpty ? nil : LedgerPhrase.list(terms.map { LedgerPhrase.broken($0.fact, $0.test).plain })
    }

    /// Says before the passphrase is asked for what the authority would say after it.
    func mustBeNone() throws {
        guard let text else { return }
        throw CommandFailure(
            .refused, "a condition of the mission does not hold: \(text)",
            hints: ["approve it once that has changed, or decline it: `writ deny`"])
    }
}
