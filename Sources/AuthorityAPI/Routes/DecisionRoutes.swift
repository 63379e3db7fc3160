// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// Decisions by AuthZEN 1.0 with the profile for missions.
struct DecisionRoutes {
    let authority: MissionAuthority

    /// Evaluations in one request.
    private static let evaluationsMax = 64

    var routes: [Route] {
        [
            Route(
                .post, "/access/v1/evaluation", surface: .decision, "Ask whether an action may happen now",
                takesMissionReference: true, request: [.json(.evaluationRequest)], answers: [.ok(.evaluationResponse)],
                handle: evaluation),
            Route(
                .post, "/access/v1/evaluations", surface: .decision, "Ask about several actions",
                takesMissionReference: true, request: [.json(.evaluationsRequest)],
                answers: [.ok(.evaluationsResponse)], handle: evaluations),
        ]
    }

    private func evaluation(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let evaluation = try request.json(.committed) { [authority] (node) throws(JSONShapeError) in
            try EvaluationRequest(node, issuer: authority.configuration.issuer)
        }
        decide(evaluation, request) { result in
            switch result {
            case .success(let receipt):
                var json = CanonicalWriter()
                EvaluationResponse(receipt).write(&json)
                reply.send(.ok, json.bytes)
            case .failure(let error): reply.fail(APIError(error))
            }
        }
    }

    /// What needs it gets a durable permit; everything else is answered at once from what is published.
    private func decide(
        _ evaluation: EvaluationRequest, _ request: APIRequest, _ completion: @escaping Completion<DecisionReceipt>
    ) {
        let action = request.checked(evaluation.action, issuer: authority.configuration.issuer)
        let caller = request.caller
        if evaluation.key == nil, let receipt = authority.evaluateUnlessDurable(action, caller: caller) {
            return completion(.success(receipt))
        }
        authority.requestPermit(
            action.named(under: evaluation.key, evaluation.parameters), parameters: evaluation.parameters,
            key: evaluation.key, attempt: nil, begins: false, caller: caller,
            completion: { [authority] result in
                // Whoever may not ask is denied like someone who asks about a mission that does not exist.
                if case .failure(.refused) = result {
                    return completion(.success(authority.evaluate(action, caller: caller)))
                }
                completion(result)
            })
    }
}

/// Several at once.
extension DecisionRoutes {
    private func evaluations(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let root = try request.json(.committed) { (node) throws(JSONShapeError) in try Self.batch(node) }
        guard let list = root["evaluations"], list.count > 0 else { return try evaluation(request, reply) }
        let answers = Gathered(count: list.count, reply)
        var next = 0
        list.forEachElement { element in
            let position = next
            next += 1
            do throws(JSONShapeError) {
                let evaluation = try EvaluationRequest(
                    element, defaults: root, issuer: authority.configuration.issuer)
                decide(evaluation, request) { answers.put($0, at: position) }
            } catch {
                answers.put(error, authority.newEvaluation(), at: position)
            }
        }
    }

    /// What concerns all: how they are executed, how many they are, and what they may leave out.
    private static func batch(_ node: JSONNode) throws(JSONShapeError) -> JSONNode {
        let root = try node.object()
        let semantic = try root.optional("options", JSONNode.object)?["evaluations_semantic"]
        if let semantic, !semantic.isString("execute_all") { throw semantic.error("must be `execute_all`") }
        for name in ["action", "context", "resource", "subject"] as [StaticString] {
            _ = try root.optional(name, JSONNode.object)
        }
        _ = try root["evaluations"]?.array(max: evaluationsMax) { $0 }
        return root
    }
}
