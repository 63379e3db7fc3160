// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// An AuthZEN evaluation request with the mission profile (draft-mcguinness-mission-authzen, *PDP Request*).
package struct EvaluationRequest: Sendable {
    /// Its operation has no name yet (``MissionKernel/ActionRequest/named(under:_:)``): most decisions need none.
    package let action: ActionRequest
    /// `action.properties.idempotency_key`
    package let key: ExactText?
    /// The parameters as canonical JSON, when they came along.
    package let parameters: [UInt8]?

    package static let bytesMax = 64 * 1024

    /// Reads a request; the parts that it lacks are those of `defaults`. A request about another issuer's mission is
    /// about no mission here.
    package init(_ node: JSONNode, defaults: JSONNode? = nil, issuer: String) throws(JSONShapeError) {
        let request = try node.object()
        func part(_ name: StaticString) throws(JSONShapeError) -> JSONNode {
            guard let part = request[name] ?? defaults?[name] else { return try request.member(name) }
            return try part.object()
        }
        let context = try part("context")
        let mission = try context.member("mission").object()
        let actor = try context.member("actor").object()
        let action = try part("action")
        let properties = try action.optional("properties", JSONNode.object)
        let named = try mission.member("issuer")
        let isOurs = named.isString(issuer)
        if !isOurs { _ = try named.string() }
        let id = MissionID(try mission.required("id", JSONNode.string))
        let ours = isOurs ? id ?? .unassigned : .unassigned
        var asked = ActionRequest(
            mission: ours, client: try actor.required("client_id", JSONNode.clientID),
            action: try Self.actionName(action.member("name")), resource: try Self.resource(part("resource")))
        asked.subject = try Self.subject(part("subject"))
        asked.chain = try actor["act"]?.array(max: 64, each: JSONNode.presentedActor) ?? []
        let credential = try context.optional("credential", JSONNode.object)
        asked.credentialExpiresAt = try credential?.optional("expires_at", JSONNode.instant)
        let observed = try context.optional("mission_state_observation", JSONNode.object)
        asked.observation = try Self.observation(mission, observed)
        let terms = try properties.map(ActionTerms.init) ?? ActionTerms()
        terms.apply(to: &asked)
        parameters = terms.ownParameters
        self.action = asked
        key = try properties?.optional("idempotency_key", JSONNode.idempotencyKey)
    }

    private static func actionName(_ node: JSONNode) throws(JSONShapeError) -> String {
        let name = try node.string()
        guard ActionName.isWellFormed(name) else { throw node.error("must be an action such as `invoices.read`") }
        return name
    }

    /// The protected resource is `properties.audience`; `type` and `id` name an object within it (*AuthZEN envelope
    /// binding*).
    private static func resource(_ node: JSONNode) throws(JSONShapeError) -> ResourceURI {
        for name in ["type", "id"] as [StaticString] { _ = try node.required(name, JSONNode.string) }
        return try AuthorityGrammar.resource(node.required("properties", JSONNode.object).member("audience"))
    }

    private static func subject(_ node: JSONNode) throws(JSONShapeError) -> ClaimedSubject {
        _ = try node.required("type", JSONNode.string)
        return ClaimedSubject(
            issuer: try node.optional("properties", JSONNode.object)?.optional("iss", JSONNode.exactText),
            subject: try node.required("id", JSONNode.exactText))
    }

    private static func observation(
        _ mission: JSONNode, _ observed: JSONNode?
    ) throws(JSONShapeError) -> Observation {
        var observation = Observation()
        observation.authorityHash = try mission.required("authority_hash", JSONNode.digest)
        observation.namesView = try mission.optional("policy_view_id", JSONNode.string) != nil
        guard let observed else { return observation }
        observation.version = try observed.optional("version", JSONNode.version)
        observation.isActive = try observed.required("state", JSONNode.string) == "active"
        observation.freshAt = try observed.required("freshness_at", JSONNode.instant)
        observation.validThrough = try validThrough(observed)
        return observation
    }

    /// How an enforcement point came to know the state of a mission (*Audience and Mission State Observation*).
    package enum ObservationMode: String, CaseIterable {
        case fresh, cached
        case eventDriven = "event_driven"
    }

    private static func validThrough(_ observed: JSONNode) throws(JSONShapeError) -> Instant? {
        guard try observed.member("mode").oneOf(ObservationMode.self) != .fresh else {
            _ = try observed.optional("mission_status_issued_at", JSONNode.instant)
            return try observed.optional("mission_status_expires_at", JSONNode.instant)
        }
        _ = try observed.required("mission_status_issued_at", JSONNode.instant)
        return try observed.required("mission_status_expires_at", JSONNode.instant)
    }
}

extension ActionParameters {
    /// Reads the members that constraints are judged by; others are the action's own. What the parameters do not say,
    /// the attributes may.
    ///
    /// Parameters are what a tool is called with, and may mean something else by the same name: what cannot be read is
    /// not there for a constraint to be kept by.
    package init(_ parameters: JSONNode?, _ attributes: JSONNode? = nil) {
        func told<Value>(_ name: StaticString, _ read: (JSONNode) throws(JSONShapeError) -> Value) -> Value? {
            guard let node = parameters?[name] ?? attributes?[name] else { return nil }
            do { return try read(node) } catch { return nil }
        }
        self.init()
        amount = told("amount") { (node) throws(JSONShapeError) in try node.spendableMoney() }
        hidesAmount = amount == nil && (parameters?["amount"] ?? attributes?["amount"]) != nil
        resourceIssuedAt = told("resource_issued_at", ConstraintGrammar.timestamp)
        tenant = told("tenant") { (node) throws(JSONShapeError) in try node.exactText() }
        recipientDomain = told("recipient_domain", ConstraintGrammar.domain)
        dataClassification = told("data_classification", ConstraintGrammar.labels)
        tool = told("tool") { (node) throws(JSONShapeError) in try node.exactText() }
    }
}

extension JSONNode {
    /// A key that names one intended execution: 1 to 255 characters.
    package func idempotencyKey() throws(JSONShapeError) -> ExactText {
        let key = try string()
        guard (1...255).contains(key.utf8.count) else { throw error("must have 1 to 255 characters") }
        return ExactText(key)
    }
}
