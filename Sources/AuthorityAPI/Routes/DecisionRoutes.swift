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
        let root = try request.json(.committed)
        try Self.mustExecuteAll(root)
        guard let list = root["evaluations"] else { return try evaluation(request, reply) }
        guard list.kind == .array, list.count <= Self.evaluationsMax else {
            throw .malformed("`evaluations` must be an array of at most \(Self.evaluationsMax)")
        }
        guard list.count > 0 else { return try evaluation(request, reply) }
        let requests = try merged(list, defaults: root)
        let answers = Gathered(count: requests.count, reply)
        for (position, evaluation) in requests.enumerated() {
            decide(evaluation, request) { answers.put($0, at: position) }
        }
    }

    private static func mustExecuteAll(_ root: JSONNode) throws(APIError) {
        guard let semantic = root["options"]?["evaluations_semantic"] else { return }
        guard semantic.stringValue == "execute_all" else {
            throw .malformed("`options.evaluations_semantic` must be `execute_all`")
        }
    }

    /// Each evaluation with the defaults of the whole request.
    private func merged(_ list: JSONNode, defaults root: JSONNode) throws(APIError) -> [EvaluationRequest] {
        var requests: [EvaluationRequest] = []
        do throws(JSONShapeError) {
            try list.forEachElement { (element) throws(JSONShapeError) in
                let merged = Self.merge(try element.object(), defaults: root)
                requests.append(try EvaluationRequest(Self.root(of: merged), issuer: authority.configuration.issuer))
            }
        } catch {
            throw APIError(error)
        }
        return requests
    }

    private static func merge(_ element: JSONNode, defaults root: JSONNode) -> JSONValue {
        let names: [StaticString] = ["action", "context", "resource", "subject"]
        return .object(
            names.compactMap { name in
                (element[name] ?? root[name]).map { JSONValue.Member("\(name)", JSONValue($0)) }
            })
    }

    private static func root(of value: JSONValue) throws(JSONShapeError) -> JSONNode {
        do throws(JSONError) {
            return try JSONDocument(value.canonicalBytes, limits: .committed).root
        } catch {
            throw JSONShapeError(path: "evaluations", problem: "cannot be read: \(error)")
        }
    }
}
