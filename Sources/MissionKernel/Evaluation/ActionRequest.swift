// SPDX-License-Identifier: Apache-2.0

/// One action that someone wants to take under a mission.
package struct ActionRequest: Sendable {
    package let mission: MissionID
    /// The software that acts, as the edge authenticated it.
    package let client: ClientID
    /// For whom the action is, as the enforcement point established it; nil when it made no claim.
    package var subject: ClaimedSubject?
    /// The actors from the mission's client, which is the first, to whoever acts; empty when no chain was presented.
    package var chain: [Actor] = []
    package let action: String
    package let resource: ResourceURI
    package var parameters = ActionParameters()
    /// The digest of the parameters that the action will have (`parameter_digest`).
    package var parameterDigest: Digest?
    /// What is wrong with how the parameters were told.
    package var parameterFault: ParameterFault?
    /// Whether a digest or attributes tell of the action what no parameters that came along show.
    package var withholdsParameters = false
    /// Whether a reference that came beside the request is unusable, or names another mission than it.
    package var isReferenceContradicted = false
    /// The digest of action, resource, parameters, key and cost together: what a person agrees to, and what the key
    /// stands for.
    package var operation: Digest?
    /// The class that the enforcement point gives the action: a floor, never a relief.
    package var classFloor: ActionClass?
    package var cost = Cost.nothing
    /// What the enforcement point knows of the mission; an older authority must not decide against newer knowledge.
    package var observation = Observation()
    /// When the credential that the action is presented with stops being usable.
    package var credentialExpiresAt: Instant?

    package init(mission: MissionID, client: ClientID, action: String, resource: ResourceURI) {
        self.mission = mission
        self.client = client
        self.action = action
        self.resource = resource
    }
}

/// What is wrong with how an action's parameters were told.
package enum ParameterFault: Hashable, Sendable {
    /// Those that came along have another digest than the one that was stated.
    case digest
    /// Their attributes say something else than they do.
    case attributes
    /// They are withheld by whoever is to be held to them.
    case withheld
}

extension ActionRequest {
    /// Until when what the enforcement point brought may be relied on, however long a permit might last.
    var reliableUntil: Instant {
        min(credentialExpiresAt ?? .distantFuture, observation.validThrough ?? .distantFuture)
    }

    /// Takes into account who tells of the action. Parameters are an enforcement point's to withhold, which knows them:
    /// what a process under a mission says of its own is not known from elsewhere.
    package mutating func isTold(by caller: Caller) {
        if case .session = caller, withholdsParameters { parameterFault = parameterFault ?? .withheld }
    }
}

/// A subject as an enforcement point names it; without an issuer, in the mission's own.
package struct ClaimedSubject: Hashable, Sendable {
    package let issuer: ExactText?
    package let subject: ExactText

    package init(issuer: ExactText?, subject: ExactText) {
        self.issuer = issuer
        self.subject = subject
    }

    func isSame(as principal: Principal) -> Bool {
        subject == principal.subject && (issuer == nil || issuer == principal.issuer)
    }
}

/// The facts about an action that constraints are judged by. What a constraint needs and is missing denies.
package struct ActionParameters: Hashable, Sendable {
    package var amount: Money?
    /// Whether there is an amount that cannot be read: what it costs cannot be counted.
    package var hidesAmount = false
    package var resourceIssuedAt: Timestamp?
    package var tenant: ExactText?
    package var recipientDomain: DomainName?
    package var dataClassification: TextSet?
    package var tool: ExactText?

    package init() {}
}

/// What an enforcement point says it has seen of a mission. It can make a decision stricter, never milder.
package struct Observation: Hashable, Sendable {
    package var authorityHash: Digest?
    package var version: Int64?
    /// False when it saw the mission in a state other than active.
    package var isActive = true
    /// How fresh what it saw is; nil when it makes no claim.
    package var freshAt: Instant?
    /// Until when it may rely on what it saw; nil when that says nothing.
    package var validThrough: Instant?
    /// Whether it decided on a materialized view of the mission's authority (`policy_view_id`).
    package var namesView = false

    package init() {}
}
