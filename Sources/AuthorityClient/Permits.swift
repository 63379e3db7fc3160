// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
package import MissionKernel
import MissionWire

/// A permit under which an action has begun, for whoever is to say what came of it.
///
/// It cannot be copied, and to say so consumes it: an outcome is told once. That it is told at all no type can see to;
/// a build for debugging traps where one is dropped instead.
package struct Permit: ~Copyable {
    package let id: PermitID
    package let actionClass: ActionClass

    fileprivate init(id: PermitID, actionClass: ActionClass) {
        self.id = id
        self.actionClass = actionClass
    }

    deinit { assertionFailure("nobody was told what came of permit \(id.text)") }

    /// Its identifier, for what tells of it next.
    fileprivate consuming func taken() -> PermitID {
        let id = id
        discard self
        return id
    }
}

/// What to ask a permit for.
package struct PermitQuestion: Sendable {
    package let mission: MissionID
    package let client: ClientID
    package let action: String
    package let resource: ResourceURI
    /// The parameters as one canonical JSON object.
    package var parameters: [UInt8]?
    package var key: String?
    package var attempt: Attempt?
    package var cost = Cost.nothing

    package init(mission: MissionID, client: ClientID, action: String, resource: ResourceURI) {
        self.mission = mission
        self.client = client
        self.action = action
        self.resource = resource
    }
}

/// The answer to a question for a permit.
package enum PermitAnswer: ~Copyable {
    case permitted(Permit)
    /// The key stands for an effect that was applied: it is not done again.
    case alreadyApplied(PermitID)
    case denied(DenialAnswer)
}

/// A denial as the authority explained it.
package struct DenialAnswer: Sendable, Equatable {
    package let reason: String
    package let explanation: String
    package let nextAction: String
    /// What came of the same action under the same key, when that is why.
    package let claim: ClaimAnswer?

    package init(reason: String, explanation: String, nextAction: String, claim: ClaimAnswer? = nil) {
        self.reason = reason
        self.explanation = explanation
        self.nextAction = nextAction
        self.claim = claim
    }

    package struct ClaimAnswer: Sendable, Equatable {
        package let permit: PermitID
        package let state: Effect.State
    }
}

extension PermitQuestion {
    /// The digest of what a person agrees to, as the authority takes it from this question.
    package var operation: Digest {
        OperationTerms(
            action: action, resource: resource, parameterDigest: parameters.map { SHA256.digest(of: $0) },
            key: key.map { ExactText($0) }, cost: cost.atLeast(amount)
        ).digest
    }

    /// The amount among its parameters: it costs no less.
    private var amount: Money? {
        guard let parameters else { return nil }
        do { return ActionParameters(try JSONDocument(parameters).root).amount } catch { return nil }
    }
}

extension AuthorityClient {
    /// Asks for a permit under which the action begins at once.
    package func begin(_ question: PermitQuestion) throws(ClientError) -> PermitAnswer {
        let answer = try post("/v1/permits") { json in
            json.member("action", question.action)
            json.member("attempt", question.attempt)
            json.member("begin", true)
            json.member("client", question.client.text)
            if question.cost != .nothing { json.member("cost", question.cost) }
            json.member("idempotency_key", question.key)
            json.member("mission", question.mission)
            if let parameters = question.parameters { json.member("parameters", canonical: parameters) }
            json.member("resource", question.resource.text)
        }
        let read = try understood { () throws(JSONShapeError) in try ReadPermitAnswer(answer) }
        if read.isPermit { return .permitted(Permit(id: read.permit, actionClass: read.actionClass)) }
        if let claim = read.denial.claim, claim.state == .applied { return .alreadyApplied(claim.permit) }
        return .denied(read.denial)
    }

    /// Reports what became of the action under a permit.
    ///
    /// - Parameter onFailure: called each time that the report fails; unless it throws, it is made again.
    package func conclude(
        _ permit: consuming Permit, _ outcome: ConcludeEffect.Outcome, attempt: Attempt?, receipt: [UInt8]? = nil,
        cost: Cost? = nil, onFailure: (ClientError) throws -> Void = { throw $0 }
    ) throws {
        let id = permit.taken()
        while true {
            do throws(ClientError) {
                return try account(for: id, outcome, attempt: attempt, receipt: receipt, cost: cost)
            } catch {
                try onFailure(error)
            }
        }
    }

    /// Reports what was found out about an effect that an earlier attempt has begun.
    package func account(
        for permit: PermitID, _ outcome: ConcludeEffect.Outcome, attempt: Attempt?, receipt: [UInt8]? = nil,
        cost: Cost? = nil
    ) throws(ClientError) {
        _ = try post("/v1/permits/\(permit.text)/conclude") { json in
            json.member("attempt", attempt)
            if let cost { json.member("cost", cost) }
            json.member("outcome", outcome.rawValue)
            if let receipt { json.member("receipt", canonical: receipt) }
        }
    }
}

private struct ReadPermitAnswer {
    /// What follows a denial that does not say.
    private static func nextAction(after reason: String) -> String {
        (DenialReason(rawValue: reason)?.nextAction ?? .none).rawValue
    }

    let isPermit: Bool
    let permit: PermitID
    let actionClass: ActionClass
    let denial: DenialAnswer

    init(_ node: JSONNode) throws(JSONShapeError) {
        let evaluation = try node.member("evaluation")
        isPermit = try evaluation.required("decision", JSONNode.boolean)
        permit = try node.member("permit").identifier()
        actionClass = try node.member("class").oneOf(ActionClass.self)
        let context = try evaluation.member("context")
        let reason = try context.optional("reason", JSONNode.string) ?? ""
        var claim: DenialAnswer.ClaimAnswer?
        // WHY: under `idempotency_conflict` it is the claim of another action, which says nothing about this one.
        if reason == DenialReason.duplicateSuppressed.rawValue, let known = node["claim"] {
            claim = DenialAnswer.ClaimAnswer(
                permit: try known.member("permit").identifier(),
                state: try known.member("state").oneOf(Effect.State.self))
        }
        denial = DenialAnswer(
            reason: reason,
            explanation: try context.optional("explanation", JSONNode.string) ?? "",
            nextAction: try context.optional("next_action", JSONNode.string) ?? Self.nextAction(after: reason),
            claim: claim)
    }
}
