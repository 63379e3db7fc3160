// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// An AuthZEN evaluation response with the mission profile (draft-mcguinness-mission-authzen, *PDP Response*).
package struct EvaluationResponse: Sendable {
    package let decision: Decision
    package let id: PermitID
    /// How long the same question may be answered from this permit; zero when each use must be asked about.
    package let stalenessMilliseconds: Int64

    package init(_ decision: Decision, id: PermitID, stalenessMilliseconds: Int64) {
        self.decision = decision
        self.id = id
        self.stalenessMilliseconds = stalenessMilliseconds
    }

    /// Writes the response as one value.
    package func write(_ json: inout CanonicalWriter) {
        json.object { json in
            json.member("context") { json in members(of: &json) }
            json.member("decision", decision.isPermit)
        }
    }

    private func members(of json: inout CanonicalWriter) {
        json.member("action_class", decision.actionClass.rawValue)
        if case .permit(let terms) = decision.outcome {
            json.member("conditions") { json in members(of: terms, &json) }
        }
        json.member("evaluated_at", decision.decidedAt)
        json.member("evaluation_id", id)
        if let denial = decision.denial {
            json.member("explanation", Explanation.text(of: denial.obstacle))
            // WHY: `request` is for access requests, which are not taken: who must agree is asked without one.
            if denial.nextAction != .request { json.member("next_action", denial.nextAction.rawValue) }
            json.member("reason", denial.reason.rawValue)
            if let retry = denial.retryAfterMilliseconds { json.member("retry_after", (retry + 999) / 1000) }
        }
        if decision.isPermit { json.member("staleness_ms", stalenessMilliseconds) }
    }

    private func members(of terms: PermitTerms, _ json: inout CanonicalWriter) {
        json.member("parameter_digest", terms.parameterDigest)
        if let useLimit = terms.useLimit { json.member("use_limit", useLimit) }
        json.member("valid_until", terms.validUntil)
    }
}
