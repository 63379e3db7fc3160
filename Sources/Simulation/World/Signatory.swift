// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionAuthority
import MissionKernel
import MissionWire

/// A person of the simulated world, with a key that really signs.
struct Signatory: Sendable {
    let name: String
    let principal: Principal
    let approvalKey: ApprovalKey
    private let key: Ed25519.PrivateKey

    static let ada = Signatory("ada")
    static let ben = Signatory("ben")
    static let cem = Signatory("cem")
    /// Somebody whose name is that of a client: who runs a mission must not approve it.
    static let agent = Signatory("agent")
    static let all = [ada, ben, cem, agent]
    /// Nobody has made her an approver.
    static let eve = Signatory("eve")

    private init(_ name: String) {
        let seed = Array(name.utf8) + Array(repeating: 0x5A, count: Ed25519.seedByteCount - name.utf8.count)
        guard let key = Ed25519.PrivateKey(seed: SecretBytes(copying: seed)),
            let approvalKey = ApprovalKey(publicKey: key.publicKey.bytes)
        else { preconditionFailure("`\(name)` has no key") }
        self.name = name
        self.key = key
        self.approvalKey = approvalKey
        principal = Principal(issuer: "https://idp.example.com", subject: ExactText(name))
    }

    static func named(_ principal: Principal) -> Signatory? { all.first { $0.principal == principal } }

    /// This person's signature under the registration of somebody.
    func enrolment(of person: Signatory, version: Int64, isForged: Bool = false) -> SignedBytes {
        let statement = PrincipalStatement(
            issuer: House.issuer, approver: principal,
            registration: PrincipalRegistration(
                principal: person.principal, approvalKeys: [person.approvalKey], version: version))
        return sign(statement.signedBytes, isForged: isForged)
    }

    /// This person's signature under the registration of software.
    func registration(
        of client: ClientID, _ grants: Grants, version: Int64, isForged: Bool = false
    ) -> SignedBytes {
        let statement = ClientStatement(
            issuer: House.issuer, approver: principal,
            registration: ClientRegistration(
                client: client, grants: grants, keySet: [], ceiling: nil, version: version))
        return sign(statement.signedBytes, isForged: isForged)
    }

    /// The statement under this person's signature; a forged one is signed by nobody.
    func sign(_ statement: [UInt8], isForged: Bool = false) -> SignedBytes {
        let signature = isForged ? Array(repeating: 7, count: Ed25519.signatureByteCount) : key.sign(statement)
        return SignedBytes(statement: statement, key: key.publicKey.bytes, signature: signature)
    }
}
