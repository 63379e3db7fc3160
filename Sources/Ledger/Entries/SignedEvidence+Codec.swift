// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension CanonicalWriter {
    /// What a person signed, where somebody did.
    mutating func evidence<Terms>(_ evidence: SignedEvidence<Terms>?) {
        guard let evidence else { return }
        member("evidence") { json in json.members(of: evidence) }
    }

    mutating func members<Terms>(of evidence: SignedEvidence<Terms>) {
        member("key", base64URL: evidence.key.publicKey)
        member("signature", base64URL: evidence.signature)
        member("statement", canonical: evidence.statement)
    }
}

extension JSONNode {
    /// The evidence under `evidence`, or nil.
    func evidence<Terms: SignedTerms>(
        _ type: PersonsStatement<Terms>.Type
    ) throws(JSONShapeError) -> SignedEvidence<Terms>? {
        guard let evidence = self["evidence"] else { return nil }
        return try evidence.signedEvidence(type)
    }

    /// The evidence that this is, with what its statement says, which the statement alone is the source of.
    func signedEvidence<Terms: SignedTerms>(
        _ type: PersonsStatement<Terms>.Type
    ) throws(JSONShapeError) -> SignedEvidence<Terms> {
        let statement = try member("statement")
        return try PersonsStatement<Terms>(json: statement).evidence(
            key: required("key", JSONNode.approvalKey), statement: Array(statement.sourceBytes),
            signature: required("signature", JSONNode.base64URL))
    }
}
