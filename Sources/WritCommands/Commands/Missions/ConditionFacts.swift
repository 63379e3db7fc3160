// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// The conditions of a proposed mission beside the facts as they are known.
struct ConditionFacts {
    /// Those that do not hold: under them nobody can approve it.
    private let broken: [ConditionTerms]
    /// The names of facts that nobody has told yet, each once.
    private let untold: [String]

    /// - Parameter client: tells of the facts as they are known.
    init(of conditions: [ConditionTerms], _ client: AuthorityClient) throws {
        var values: [FactKey: FactValue] = [:]
        try client.get("/v1/facts").member("facts").forEachElement { node in
            values[try node.required("fact", JSONNode.factKey)] = try node.optional("value", JSONNode.factValue)
        }
        self.init(of: conditions, values)
    }

    init(of conditions: [ConditionTerms], _ values: [FactKey: FactValue]) {
        broken = conditions.filter { !$0.test.holds(for: values[$0.fact]) }
        var untold: [String] = []
        for terms in conditions where values[terms.fact] == nil {
            guard case .named(let name) = terms.fact, !untold.contains(name.string) else { continue }
            untold.append(name.string)
        }
        self.untold = untold
    }

    /// What does not hold, or nil: `books.frozen` is no longer false
    var brokenText: String? {
        broken.isEmpty ? nil : LedgerPhrase.list(broken.map { LedgerPhrase.broken($0.fact, $0.test).plain })
    }

    /// What nobody would notice if a name were misspelt, or nil.
    var untoldText: String? {
        guard !untold.isEmpty else { return nil }
        return "a fact counts as holding until somebody tells of it (`writ signal`), and nobody has told of "
            + LedgerPhrase.list(untold.map(InertText.quoted)) + " yet"
    }

    /// Says before the passphrase is asked for what the authority would say after it.
    func mustHold() throws {
        guard let brokenText else { return }
        throw CommandFailure(
            .refused, "a condition of the mission does not hold: \(brokenText)",
            hints: ["approve it once that has changed, or decline it: `writ deny`"])
    }
}
