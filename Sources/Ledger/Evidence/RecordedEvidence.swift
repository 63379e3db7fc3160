// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionKernel

/// What an entry says that a person has signed, whatever it is about.
struct RecordedEvidence {
    let approver: Principal
    let key: ApprovalKey
    let statement: [UInt8]
    let signature: [UInt8]

    init(_ evidence: ApprovalEvidence) {
        approver = evidence.approver
        key = evidence.key
        statement = evidence.statement
        signature = evidence.signature
    }

    init<Terms>(_ evidence: SignedEvidence<Terms>) {
        approver = evidence.approver
        key = evidence.key
        statement = evidence.statement
        signature = evidence.signature
    }

    /// The authority that the statement was made for; nil when it does not say.
    var issuer: String? { root?["iss"]?.stringValue }

    /// The statement as JSON; nil when it is none.
    var root: JSONNode? {
        do throws(JSONError) { return try JSONDocument(statement, limits: .committed).root } catch { return nil }
    }

    /// Throws unless the statement was made for `issuer`, and the signature over it is the key's.
    func verify(for issuer: String?) throws(EvidenceFlaw) {
        guard let stated = self.issuer, let issuer, stated.hasSameBytes(as: issuer) else {
            throw EvidenceFlaw("what was signed is for another authority")
        }
        guard Ed25519.PublicKey(bytes: key.publicKey)?.verifies(signature, of: statement) == true else {
            throw EvidenceFlaw("the signature does not fit the statement and the key")
        }
    }
}

extension Event {
    /// What a person signed for it to happen, or nil.
    var evidence: RecordedEvidence? {
        switch self {
        case .missionApproved(let event): event.evidence.map { RecordedEvidence($0) }
        case .missionResumed(let event): event.evidence.map { RecordedEvidence($0) }
        case .missionExtended(let event): RecordedEvidence(event.evidence)
        case .attentionAnswered(let event): event.agreement.map { RecordedEvidence($0) }
        case .principalRegistered(let event): event.evidence.map { RecordedEvidence($0) }
        case .clientRegistered(let event): event.evidence.map { RecordedEvidence($0) }
        case .policySet(let event): event.evidence.map { RecordedEvidence($0) }
        default: nil
        }
    }
}

extension AttentionAnswered {
    /// The signed yes to an action, when the answer is one.
    var agreement: SignedEvidence<AgreedAction>? {
        guard case .agree(let evidence) = answer else { return nil }
        return evidence
    }
}

/// What is wrong with what an entry says that people have signed.
package struct EvidenceFlaw: Error, Hashable, CustomStringConvertible {
    package let reason: String
    package var description: String { reason }

    init(_ reason: String) { self.reason = reason }
}
