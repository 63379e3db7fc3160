// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel
import MissionWire

/// What a check says about one resource.
package struct CheckResult: Sendable, Equatable {
    package let resource: String
    package let isPermitted: Bool
    package let reason: String
    package let explanation: String
}

extension AuthorityClient {
    /// Asks whether an action on each of some resources would be permitted now. Nothing is recorded, and nothing is
    /// permitted by it.
    package func check(
        _ action: String, on resources: [String], under mission: MissionID, parameters: JSONValue? = nil
    ) throws(ClientError) -> JSONNode {
        try post("/v1/check") { json in
            json.member("action", action)
            json.member("mission", mission)
            if let parameters { json.member("parameters", canonical: parameters.canonicalBytes) }
            json.member("resources", resources)
        }
    }

    /// The same, resource by resource.
    package func results(
        of action: String, on resources: [String], under mission: MissionID
    ) throws(ClientError) -> [CheckResult] {
        let answer = try check(action, on: resources, under: mission)
        return try understood { () throws(JSONShapeError) in
            let decisions = try answer.member("results").array(max: resources.count, each: JSONNode.checked)
            guard decisions.count == resources.count else { throw answer.error("must answer for each resource") }
            return zip(resources, decisions).map { resource, checked in
                CheckResult(
                    resource: resource, isPermitted: checked.isPermitted, reason: checked.reason,
                    explanation: checked.explanation)
            }
        }
    }
}

extension JSONNode {
    fileprivate func checked() throws(JSONShapeError) -> CheckResult {
        CheckResult(
            resource: "", isPermitted: try required("decision", JSONNode.boolean),
            reason: try optional("reason", JSONNode.string) ?? "",
            explanation: try optional("explanation", JSONNode.string) ?? "")
    }
}
