// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// A question in the inbox, as whoever answers it is shown it.
struct WaitingItem {
    private let node: JSONNode
    let id: String
    let kind: AttentionItem.Kind?
    /// What the session that asks was started to run.
    private let launch: String?

    /// - Parameter client: tells of the session that asks.
    init(_ node: JSONNode, _ client: AuthorityClient) throws {
        let session = try node["attempt"].map { try client.get("/v1/sessions/\($0.text("session"))") }
        self.init(node, launch: SessionPage.launch(session?["launch"]))
    }

    init(_ node: JSONNode, launch: String? = nil) {
        self.node = node
        self.launch = launch
        id = node.text("id")
        kind = AttentionItem.Kind(rawValue: node.text("kind"))
    }

    /// The mission under which it is asked.
    var mission: MissionID? { node["mission"]?.stringValue.flatMap { MissionID($0) } }

    /// What an agreement signs, with digests that are computed here and not taken on trust.
    func agreedAction() throws -> (mission: MissionID, operation: Digest) {
        let mission: MissionID = try node.member("mission").identifier()
        let operation = try node.required("operation", JSONNode.digest)
        guard let request = node["request"] else {
            throw CommandFailure(
                .refused, "the authority does not know any more what would be agreed to",
                hints: ["decline it with `--deny`; when it is asked for again, all of it is shown"])
        }
        let stated = try request.optional("parameter_digest", JSONNode.digest)
        let shown = node["parameters"].map(CanonicalDigest.of)
        guard CanonicalDigest.of(request) == operation, shown == nil || shown == stated else {
            throw CommandFailure(
                .failure, "the authority shows another action than the one that would be signed; do not agree")
        }
        return (mission, operation)
    }

    var title: StyledText { StyledText(id, .strong) + StyledText("  \(wanted)", .warning) }

    private var wanted: String {
        switch kind {
        case .approval?: "agreement"
        case .question?: "an answer"
        case .escalation?: "help"
        case .review?: "review"
        case .budget?: "budget"
        case .anomaly?: "the outcome"
        case nil: node.text("kind")
        }
    }
}

/// All that there is to see.
extension WaitingItem {
    func block(at now: Instant) -> Block {
        var block = Block()
        if kind == .approval {
            block.add("  action", StyledText(node["request"]?.text("action") ?? node.text("text"), .warning))
            block.add("  on", resource)
        } else {
            block.add("  question", StyledText(node.text("text"), .warning))
        }
        addTerms(to: &block)
        block.add(kind == .anomaly ? "  begun by" : "  asked by", agent)
        block.add("  runs", launch)
        block.add("  mission", work)
        block.add("  asked", MomentPhrase.text(node["asked_at"], at: now))
        block.add("  until", MomentPhrase.text(node["deadline"], at: now).map { "\($0), \(afterwards)" })
        return block
    }

    private func addTerms(to block: inout Block) {
        guard let request = node["request"] else { return }
        for parameter in parameters(of: request) { block.add("  parameter", StyledText(parameter)) }
        block.add("  key", request["idempotency_key"]?.stringValue.map { EffectKey($0).phrase })
        block.add("  costs", request["cost"].flatMap(Self.cost))
        block.add("  permit", node["permit"]?.stringValue)
    }

    private func parameters(of request: JSONNode) -> [String] {
        guard let named = node["parameters"] else {
            return request["parameter_digest"]?.stringValue.map { ["only their digest is known here: \($0)"] } ?? []
        }
        var parameters: [String] = []
        named.forEachMember { name, value in
            parameters.append("\(InertText.quoted(name)) is \(Self.value(value))")
        }
        return parameters.isEmpty ? ["none"] : parameters
    }

    private static func value(_ node: JSONNode) -> String {
        if let text = node.stringValue { return InertText.quoted(text) }
        if node.count == 2, let amount = node["amount"]?.stringValue, let currency = node["currency"]?.stringValue {
            return "\(amount) \(currency)"
        }
        return String(decoding: node.canonicalBytes, as: UTF8.self)
    }

    private static func cost(_ node: JSONNode) -> String? {
        do throws(JSONShapeError) {
            return CostPhrase.text(try node.cost()).map { "at most \($0)" }
        } catch {
            return nil
        }
    }

    private var resource: String? {
        guard let uri = node["request"]?.text("resource") else { return nil }
        return ResourceURI(uri).map(ResourcePhrase.text) ?? InertText.quoted(uri)
    }

    private var agent: String? {
        let name = node["client"]?.stringValue
        guard let attempt = node["attempt"] else { return name }
        let session = "session \(attempt.text("session")), attempt \(attempt["epoch"]?.shownNumber ?? "?")"
        return name.map { "\($0), in \(session)" } ?? session
    }

    private var work: String? {
        mission.map { id in node["goal"]?.stringValue.map { "\(id.text): \($0)" } ?? id.text }
    }

    private var afterwards: String {
        node.text("on_deadline") == AttentionItem.OnDeadline.expire.rawValue
            ? "then the answer is no" : "then the next person is asked"
    }
}
