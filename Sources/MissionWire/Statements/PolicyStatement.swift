// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// What an approver signs so that a policy table takes the place of another.
package typealias PolicyStatement = PersonsStatement<PolicyChange>

extension PolicyStatement {
    package init(issuer: String, approver: Principal, change: PolicyChange) {
        self.init(issuer: issuer, approver: approver, terms: change)
    }
}

extension PolicyChange: SignedTerms {
    package static let statementType = "policy-change"
    package static let statementMembers: [StaticString] = ["approver", "policy", "replaces"]

    package init(statement value: JSONNode) throws(JSONShapeError) {
        let policy = try ClassPolicy(json: value.member("policy").object(only: ["meanings", "rules", "version"]))
        self.init(policy: policy, replaces: try value.required("replaces", JSONNode.exactText))
    }

    package func write(approver: Principal, to json: inout CanonicalWriter) {
        json.member("approver", approver)
        json.member("policy") { json in json.members(of: policy) }
        json.member("replaces", replaces)
    }
}
