// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
package import MissionKernel
import MissionWire

/// A person's signature over a statement.
package struct SignedBytes: Hashable, Sendable {
    package let statement: [UInt8]
    package let key: [UInt8]
    package let signature: [UInt8]

    package init(statement: [UInt8], key: [UInt8], signature: [UInt8]) {
        self.statement = statement
        self.key = key
        self.signature = signature
    }

    /// The key, if the signature is its own over exactly these bytes, which must be canonical.
    func verifiedKey() throws(Refusal) -> ApprovalKey {
        guard let approvalKey = ApprovalKey(publicKey: key), let publicKey = Ed25519.PublicKey(bytes: key),
            publicKey.verifies(signature, of: statement)
        else { throw Refusal(.evidenceMismatch, "the signature does not fit the statement and the key") }
        return approvalKey
    }

    /// The statement as `read` understands it; it must be canonical and made for `issuer`.
    func statement<Statement>(
        for issuer: String, _ read: (JSONNode) throws(JSONShapeError) -> (Statement, issuer: String)
    ) throws(Refusal) -> Statement {
        guard let document = Self.document(statement), document.root.canonicalBytes == statement else {
            throw Refusal(.evidenceMismatch, "the signed statement is not canonical JSON")
        }
        do throws(JSONShapeError) {
            let (statement, statedIssuer) = try read(document.root)
            guard statedIssuer == issuer else {
                throw JSONShapeError(path: "iss", problem: "names another authority")
            }
            return statement
        } catch {
            throw Refusal(.evidenceMismatch, "the signed statement cannot be used: \(error)")
        }
    }

    /// What a person agreed to by this statement and signature.
    func evidence<Terms: SignedTerms>(
        _ type: PersonsStatement<Terms>.Type, for issuer: String
    ) throws(Refusal) -> SignedEvidence<Terms> {
        let key = try verifiedKey()
        let statement = try statement(for: issuer) { (node) throws(JSONShapeError) in
            let statement = try PersonsStatement<Terms>(json: node)
            return (statement, statement.issuer)
        }
        return statement.evidence(key: key, statement: self.statement, signature: signature)
    }

    private static func document(_ bytes: [UInt8]) -> JSONDocument? {
        do throws(JSONError) { return try JSONDocument(bytes, limits: .committed) } catch { return nil }
    }
}

/// The mission that an approval made.
package struct ApprovalReceipt: Hashable, Sendable {
    package let mission: MissionID
    package let expiresAt: Instant
    package let recordedAt: Int64
}

extension MissionAuthority {
    /// Approves a submission by a person's signature over exactly the hashes that were shown to them.
    package func approve(
        _ signed: SignedBytes, narrowed: RecordedAuthority?, caller: Caller,
        completion: @escaping Completion<ApprovalReceipt>
    ) {
        let id: MissionID = identities.next()
        perform(completion) { [configuration] (state, now) throws(Refusal) in
            let key = try signed.verifiedKey()
            let statement = try signed.statement(for: configuration.issuer) { (node) throws(JSONShapeError) in
                let statement = try ApprovalStatement(json: node)
                return (statement, statement.issuer)
            }
            let evidence = statement.evidence(key: key, statement: signed.statement, signature: signed.signature)
            let command = Approve(
                caller: caller, submission: statement.submission, mission: id, evidence: evidence, narrowed: narrowed)
            return Decided(try command.decide(in: state, at: now)) { state, _ in
                ApprovalReceipt(event: evidence.approvalEvent, in: state)
            }
        }
    }

    /// Declines a submission.
    package func deny(
        _ id: SubmissionID, reason: String, caller: Caller, completion: @escaping Completion<Void>
    ) {
        perform(Deny(caller: caller, submission: id, reason: reason), completion)
    }
}

extension ApprovalReceipt {
    /// The mission that the approval event made, now or when it first came.
    fileprivate init(event: ExactText, in state: AuthorityState) {
        guard let index = state.missions.approvals[event] else {
            preconditionFailure("approval event `\(event)` was applied and made no mission")
        }
        let mission = state.missions[index]
        self.init(mission: mission.id, expiresAt: mission.expiresAt, recordedAt: mission.recordedAt)
    }
}
