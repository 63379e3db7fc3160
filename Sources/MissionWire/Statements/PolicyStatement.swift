// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// What an approver signs so that a policy table takes the place of another.
package struct PolicyStatement: PersonsStatement {
    package let issuer: String
    package let approver: Principal
    package let change: PolicyChange

    package init(issuer: String, approver: Principal, change: PolicyChange) {
        self.issuer = issuer
        self.approver = approver
        self.change = change
    }

    package var terms: PolicyChange { change }

    package var signedBytes: [UInt8] {
        SignedStatement.bytes(type: "policy-change", issuer: issuer) { json in
            json.member("approver", approver)
            json.member("policy") { json in json.members(of: change.policy) }
            json.member("replaces", change.replaces)
        }
    }

    package init(json node: JSONNode) throws(JSONShapeError) {
        let (issuer, value) = try SignedStatement.read(
            node, type: "policy-change", members: ["approver", "policy", "replaces"])
        let policy = try ClassPolicy(json: value.member("policy").object(only: ["meanings", "rules", "version"]))
        self.init(
            issuer: issuer, approver: try value.required("approver", JSONNode.principal),
            change: PolicyChange(policy: policy, replaces: try value.required("replaces", JSONNode.exactText)))
    }
}
