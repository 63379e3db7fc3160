// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// What somebody may have meant whose question was denied, by what the mission allows. Nothing is decided by it.
struct DenialHints {
    let action: String
    let resource: ResourceURI
    let parameters: [JSONValue.Member]
    let entries: [AuthorityEntry]

    private static let placesMax = 3

    static func of(
        _ reason: String, _ action: String, on resource: ResourceURI, _ parameters: [JSONValue.Member],
        under mission: MissionID, _ client: AuthorityClient
    ) throws -> [String] {
        let details = try client.get("/v1/missions/\(mission.text)").member("authorization_details")
        let hints = DenialHints(
            action: action, resource: resource, parameters: parameters, entries: try AuthorityGrammar.entries(details))
        return hints.all(for: reason)
    }

    func all(for reason: String) -> [String] {
        switch DenialReason(rawValue: reason) {
        case .outOfAuthority?: [meant].compactMap(\.self)
        case .parameterViolation?: [amount].compactMap(\.self)
        default: []
        }
    }

    /// The action that was meant, or where it is allowed.
    private var meant: String? {
        let able = entries.filter { entry in entry.actions.contains { $0.covers(action) } }
        guard able.isEmpty else { return "`\(action)` is allowed on \(places(of: able))" }
        let there = entries.filter { $0.resources.covers(resource) }
        let known = (there + entries).flatMap(\.actions).map(\.text)
        let isEnd = { (name: String) in name.hasSuffix(".\(action)") }
        if let nearest = Spelling.nearest(to: action, among: known) ?? known.first(where: isEnd) {
            return "did you mean `\(nearest)`?"
        }
        let allowed = there.flatMap(\.actions).map { "`\($0.text)`" }
        return allowed.isEmpty ? nil : "allowed there: \(LedgerPhrase.list(allowed))"
    }

    /// The nearest first: those that begin like what was asked about.
    private func places(of entries: [AuthorityEntry]) -> String {
        let asked = resource.text.utf8
        let shared = { (entry: AuthorityEntry) in
            zip(entry.resources.resource.text.utf8, asked).prefix { $0 == $1 }.count
        }
        let texts = entries.map { (shared($0), ResourcePhrase.text($0.resources)) }.sorted { $1.0 < $0.0 }.map(\.1)
        let rest = texts.count - Self.placesMax
        return LedgerPhrase.list(texts.prefix(Self.placesMax) + (rest > 0 ? ["\(rest) more"] : []))
    }

    /// An amount of money, where the mission bounds one and none was understood.
    private var amount: String? {
        let entry = entries.first { $0.names(action, on: resource) }
        guard let most = entry?.constraints.maxAmount else { return nil }
        let write = { (amount: String) in "`--param amount=\"\(amount) \(most.currency.text)\"`" }
        switch parameters.first(where: { $0.name == "amount" })?.value {
        case .string(let text)? where ExactDecimal(text) != nil: return "`amount` has no currency: write \(write(text))"
        case .string?, nil: return "an amount has a currency: \(write("AMOUNT"))"
        default: return nil
        }
    }
}
