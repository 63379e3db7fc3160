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
    private var parameterFault: ParameterFault?
    private var withholdsParameters = false
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
        let named = try object["parameters"].map { (node) throws(JSONShapeError) in try node.object() }
        let attributes = try object["parameter_attributes"].map { (node) throws(JSONShapeError) in try node.object() }
        ownParameters = named?.canonicalBytes
        ownDigest = ownParameters.map { SHA256.digest(of: $0) }
        parameters = ActionParameters(named, attributes)
        parameterFault = fault(named, attributes)
        withholdsParameters = digest != nil && named == nil || Self.adds(attributes, to: named)
        if let floor = object["action_class"] { classFloor = try floor.oneOf(ActionClass.self) }
        cost = try (object.optional("cost", JSONNode.cost) ?? .nothing).atLeast(parameters.amount)
    }

    /// Says of an action what is said here.
    package func apply(to request: inout ActionRequest) {
        request.parameters = parameters
        request.parameterDigest = digest
        request.parameterFault = parameterFault
        request.withholdsParameters = withholdsParameters
        request.classFloor = classFloor
        request.cost = cost
    }
}

/// What is told twice must be the same (draft-mcguinness-mission-authzen, *Action Parameters and Parameter Digest*):
/// attributes stand for parameters that are withheld, never against those that are there.
extension ActionTerms {
    private func fault(_ parameters: JSONNode?, _ attributes: JSONNode?) -> ParameterFault? {
        if let digest, let ownDigest, digest != ownDigest { return .digest }
        var isContradicted = false
        attributes?.forEachMember { name, attribute in
            guard let parameter = parameters?[dynamic: name] else { return }
            if parameter.canonicalBytes != attribute.canonicalBytes { isContradicted = true }
        }
        return isContradicted ? .attributes : nil
    }

    /// Whether attributes tell what the parameters do not.
    private static func adds(_ attributes: JSONNode?, to parameters: JSONNode?) -> Bool {
        var adds = false
        attributes?.forEachMember { name, _ in if parameters?[dynamic: name] == nil { adds = true } }
        return adds
    }
}
