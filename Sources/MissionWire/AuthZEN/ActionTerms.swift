// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import Crypto
package import MissionKernel

/// What a request says of an action, besides who acts under which mission and on what: read the same way wherever
/// it stands.
package struct ActionTerms: Sendable {
    private var parameters = ActionParameters()
    /// The digest of the parameters, as the request states it.
    package var digest: Digest?
    /// The digest of the parameters themselves, when they came along.
    package private(set) var ownDigest: Digest?
    /// The parameters as canonical JSON, when they came along.
    package private(set) var ownParameters: [UInt8]?
    private var isDigestContradicted = false
    private var classFloor: ActionClass?
    private var cost = Cost.nothing

    /// The members that are read; others beside them are the reader's own.
    package static let members: [StaticString] = [
        "action_class", "cost", "parameter_attributes", "parameter_digest", "parameters",
    ]

    /// Nothing is said.
    package init() {}

    /// Reads the members of an object.
    package init(_ object: JSONNode) throws(JSONShapeError) {
        digest = try object.optional("parameter_digest", JSONNode.digest)
        if let named = object["parameters"] {
            let canonical = try named.object().canonicalBytes
            let own = SHA256.digest(of: canonical)
            isDigestContradicted = digest.map { $0 != own } ?? false
            ownDigest = own
            ownParameters = canonical
            parameters = try ActionParameters(named)
        }
        if let attributes = object["parameter_attributes"] { parameters = try ActionParameters(attributes) }
        if let floor = object["action_class"] { classFloor = try floor.oneOf(ActionClass.self) }
        cost = try object.optional("cost", JSONNode.cost) ?? Cost(money: parameters.amount)
    }

    /// Says of an action what is said here.
    package func apply(to request: inout ActionRequest) {
        request.parameters = parameters
        request.parameterDigest = digest
        request.isDigestContradicted = isDigestContradicted
        request.classFloor = classFloor
        request.cost = cost
    }
}
