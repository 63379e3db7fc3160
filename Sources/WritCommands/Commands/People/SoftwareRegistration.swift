// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import MissionKernel
import MissionWire

/// Software as it is to be registered.
struct SoftwareRegistration {
    let client: String
    let grants: Grants
    let keySet: [UInt8]
    let ceiling: RecordedAuthority?

    /// Registers it; where it may govern, or was shut out, an approver signs exactly what is registered.
    func register(_ authority: AuthorityClient, _ context: CommandContext) throws -> JSONNode {
        let known = try known(to: authority)
        let isSigned = !grants.isDisjoint(with: .governing) || known?.isTrue("enabled") == false
        let approver = isSigned ? try Approver(context) : nil
        let statement = try approver.map { approver in
            ClientStatement(
                issuer: try HomeConfiguration(of: context.home()).issuer, approver: approver.principal,
                registration: ClientRegistration(
                    client: ClientID(ExactText(client)), grants: grants, keySet: keySet, ceiling: ceiling?.set.digest,
                    version: (try known?.member("version").integer(in: 0...Int64.max) ?? 0) + 1))
        }
        return try authority.post("/v1/clients") { json in
            if let ceiling { json.member("ceiling", canonical: ceiling.canonical) }
            json.member("client", client)
            json.member("grants", grants.namesPresent)
            if !keySet.isEmpty { json.member("jwks", canonical: keySet) }
            if let statement { approver?.write(signed: statement.signedBytes, as: "signed", to: &json) }
        }
    }

    private func known(to authority: AuthorityClient) throws -> JSONNode? {
        var known: JSONNode?
        try authority.get("/v1/clients").member("clients").forEachElement { node in
            if node.text("client") == client { known = node }
        }
        return known
    }
}
