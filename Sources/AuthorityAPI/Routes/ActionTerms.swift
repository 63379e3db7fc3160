// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

/// What the product's own requests say of an action, besides who acts under which mission and on what.
struct ActionTerms {
    let action: String
    var parameters = ActionParameters()
    var digest: Digest?
    var isDigestContradicted = false
    let classFloor: ActionClass?
    let cost: Cost

    /// The members that are read here.
    static let members: [StaticString] = [
        "action", "action_class", "cost", "parameter_attributes", "parameter_digest", "parameters",
    ]

    init(_ object: JSONNode) throws(JSONShapeError) {
        action = try object.required("action", JSONNode.actionName)
        digest = try object.optional("parameter_digest", JSONNode.digest)
        if let named = object["parameters"] {
            let own = CanonicalDigest.of(try named.object())
            isDigestContradicted = digest.map { $0 != own } ?? false
            digest = own
            parameters = try ActionParameters(named)
        }
        if let attributes = object["parameter_attributes"] { parameters = try ActionParameters(attributes) }
        classFloor = try object["action_class"].map { (node) throws(JSONShapeError) in
            try node.oneOf(ActionClass.self)
        }
        cost = try object.optional("cost", JSONNode.cost) ?? Cost(money: parameters.amount)
    }

    /// The action on one resource.
    func request(mission: MissionID, client: ClientID, resource: ResourceURI) -> ActionRequest {
        var request = ActionRequest(mission: mission, client: client, action: action, resource: resource)
        request.parameters = parameters
        request.parameterDigest = digest
        request.isDigestContradicted = isDigestContradicted
        request.classFloor = classFloor
        request.cost = cost
        request.operation = request.operationDigest
        return request
    }
}
