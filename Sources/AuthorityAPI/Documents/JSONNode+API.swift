// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionAuthority
import MissionKernel
import MissionWire

/// What only this API reads: reasons, signatures and documents of whoever asks, each within its bound.
extension JSONNode {
    /// A reason for the record: at most 1024 characters.
    func reason() throws(JSONShapeError) -> String {
        let reason = try string()
        guard reason.unicodeScalars.count <= 1024 else { throw error("has more than 1024 characters") }
        return reason
    }

    /// `{"key": …, "signature": …, "statement": …}`: the signed statement itself, and who signed it.
    func signedBytes() throws(JSONShapeError) -> SignedBytes {
        let object = try object(only: ["key", "signature", "statement"])
        return SignedBytes(
            statement: try object.member("statement").canonicalBytes,
            key: try object.required("key", JSONNode.base64URL),
            signature: try object.required("signature", JSONNode.base64URL))
    }

    /// The same, where the statement must name what the path names: nobody signs one thing and changes another.
    func signedBytes(about member: StaticString, _ id: String) throws(JSONShapeError) -> SignedBytes {
        let statement = try object().member("statement")
        guard statement["value"]?[member]?.stringValue == id else {
            throw statement.error("is not about the \(member) that the path names")
        }
        return try signedBytes()
    }

    /// The number of an attempt.
    func epoch() throws(JSONShapeError) -> Int32 { Int32(try integer(in: 1...Int64(Int32.max))) }

    /// What a checkpoint is called by: 1 to 256 characters.
    func label() throws(JSONShapeError) -> String {
        let label = try string()
        guard (1...256).contains(label.unicodeScalars.count) else { throw error("must have 1 to 256 characters") }
        return label
    }

    /// How work is started, as the runner wrote it: kept as it is, at most 16 KiB.
    func launch() throws(JSONShapeError) -> [UInt8] {
        let bytes = try object().canonicalBytes
        guard bytes.count <= 16 * 1024 else { throw error("is larger than 16 KiB") }
        return bytes
    }

    /// A well-formed name of an action, known or not.
    func actionName() throws(JSONShapeError) -> String {
        let name = try string()
        guard ActionName.isWellFormed(name) else { throw error("must be an action such as `invoices.read`") }
        return name
    }

    /// What came back from an action, as the enforcement point tells it: an object of at most 16 KiB.
    func receipt() throws(JSONShapeError) -> [UInt8] {
        let bytes = try object().canonicalBytes
        guard bytes.count <= 16 * 1024 else { throw error("is larger than 16 KiB; record a digest of it instead") }
        return bytes
    }

    /// A JWK Set of which every key can be used.
    func keySet() throws(JSONShapeError) -> [UInt8] {
        let bytes = try object(only: ["keys"]).canonicalBytes
        guard bytes.count <= KeySet.bytesMax else { throw error("is larger than \(KeySet.bytesMax) bytes") }
        _ = try member("keys").array(max: 16) { (node) throws(JSONShapeError) in
            do throws(JWKError) { _ = try VerificationKey(publicJWK: node.canonicalBytes) } catch {
                throw node.error("cannot be used: \(error)")
            }
        }
        return bytes
    }
}
