// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Entries and requests from a vocabulary so small that they meet often.
extension SeededRandom {
    /// Any entry: families and prefixes, every constraint now and then, delegation with children.
    package mutating func entry() -> AuthorityEntry {
        let isPrefix = chance(percent: 50)
        return AuthorityEntry(
            resources: ResourcePattern(resource(), match: isPrefix ? .prefix : .exact),
            actions: some(of: Self.patterns, atLeast: 1).compactMap { ActionPattern($0) }, constraints: constraints(),
            delegation: chance(percent: 40) ? delegation() : nil)
    }

    /// An entry near `entry`: parts of it redrawn, parts dropped.
    package mutating func variant(of entry: AuthorityEntry) -> AuthorityEntry {
        let other = self.entry()
        var constraints = chance(percent: 70) ? entry.constraints : other.constraints
        for key in ConstraintKey.allCases where chance(percent: 12) { redraw(key, in: &constraints) }
        return AuthorityEntry(
            resources: chance(percent: 60) ? entry.resources : other.resources,
            actions: chance(percent: 60) ? some(of: entry.actions, atLeast: 1) : other.actions,
            constraints: constraints, delegation: chance(percent: 60) ? entry.delegation : other.delegation)
    }

    /// A request that `entry` is likely to allow, at a moment.
    package mutating func request(
        near entry: AuthorityEntry, under mission: MissionID, client: ClientID
    ) -> (request: ActionRequest, at: Instant) {
        let within = ["", "/", "/v1", "/v1/x", "/../v2", "?q=1"]
        let resource = ResourceURI(entry.resources.resource.text + (chance(percent: 50) ? "" : pick(within)))
        let pattern = pick(entry.actions)
        let action = pattern.isFamily ? pattern.name + pick([".read", ".q3.read", ".write"]) : pattern.name
        var request = ActionRequest(
            mission: mission, client: client, action: chance(percent: 90) ? action : pick(Self.actions),
            resource: resource ?? entry.resources.resource)
        request.parameters = parameters(near: entry.constraints)
        if entry.delegation != nil, chance(percent: 40) { request.chain = [Actor(subject: client.text), actor()] }
        return (request, Instant(microseconds: 1_793_606_400_000_000 + Int64(pick(Self.days)) * 86_400_000_000))
    }

    private mutating func parameters(near bounds: Constraints) -> ActionParameters {
        var parameters = ActionParameters()
        parameters.amount = chance(percent: 70) ? bounds.maxAmount ?? money() : money()
        parameters.resourceIssuedAt =
            chance(percent: 70) ? bounds.resourceIssuedAfter ?? bounds.resourceIssuedBefore ?? timestamp() : timestamp()
        parameters.tenant = chance(percent: 80) ? bounds.tenant ?? tenant() : tenant()
        parameters.recipientDomain =
            chance(percent: 70) ? DomainName("x." + (bounds.recipientDomain?.text ?? "example.com")) : domain()
        parameters.dataClassification = TextSet(
            some(of: bounds.dataClassification?.sorted ?? Self.labels, atLeast: 0))
        parameters.tool = chance(percent: 80) ? bounds.allowedTools?.sorted.first ?? label() : label()
        return parameters
    }
}

/// The parts.
extension SeededRandom {
    private static let patterns = ["a", "a.read", "a.q3.read", "b", "b.write", "a.*", "a.q3.*", "b.*"]
    private static let actions = ["a", "a.read", "a.q3.read", "a.write", "b", "b.write", "ax.read"]
    private static let resources = [
        "https://h.example", "https://h.example/", "https://H.example:443/v1", "https://h.example/v1",
        "https://h.example/v1/x", "https://h.example/v1x", "https://h.example/v1/../v2", "https://h.example/%76%31/x",
    ]
    private static let labels: [ExactText] = ["public", "internal", "secret"]
    private static let days = [-2, -1, 0, 1, 2]

    private mutating func resource() -> ResourceURI {
        guard let resource = ResourceURI(pick(Self.resources)) else { preconditionFailure("a fixture is no URI") }
        return resource
    }

    private mutating func constraints() -> Constraints {
        var constraints = Constraints.none
        for key in ConstraintKey.allCases where chance(percent: 18) { redraw(key, in: &constraints) }
        return constraints
    }

    private mutating func redraw(_ key: ConstraintKey, in constraints: inout Constraints) {
        let isAbsent = chance(percent: 25)
        switch key {
        case .allowedTools: constraints.allowedTools = isAbsent ? nil : TextSet(some(of: Self.labels, atLeast: 0))
        case .dataClassification:
            constraints.dataClassification = isAbsent ? nil : TextSet(some(of: Self.labels, atLeast: 0))
        case .maxAmount: constraints.maxAmount = isAbsent ? nil : money()
        case .recipientDomain: constraints.recipientDomain = isAbsent ? nil : domain()
        case .requiresActionApproval: constraints.requiresActionApproval = isAbsent ? nil : chance(percent: 50)
        case .resourceIssuedAfter: constraints.resourceIssuedAfter = isAbsent ? nil : timestamp()
        case .resourceIssuedBefore: constraints.resourceIssuedBefore = isAbsent ? nil : timestamp()
        case .tenant: constraints.tenant = isAbsent ? nil : tenant()
        case .timeWindow:
            constraints.timeWindow =
                isAbsent
                ? nil
                : TimeWindow(
                    notBefore: chance(percent: 60) ? timestamp() : nil,
                    notAfter: chance(percent: 60) ? timestamp() : nil)
        }
    }

    private mutating func money() -> Money {
        let amount = ExactDecimal(pick(["0", "5", "5.00", "5.000000000000000001", "10", "99999999999999999999999"]))
        guard let amount, let currency = CurrencyCode(pick(["EUR", "EUR", "USD"])) else {
            preconditionFailure("a fixture is no money")
        }
        return Money(amount, currency)
    }

    private mutating func timestamp() -> Timestamp {
        Timestamp(seconds: 1_793_606_400 + Int64(pick(Self.days)) * 86_400, attoseconds: pick([0, 1]))
    }

    private mutating func tenant() -> ExactText { pick(["t", "T", "u"]) }
    private mutating func label() -> ExactText { pick(Self.labels) }
    private mutating func domain() -> DomainName? {
        DomainName(pick(["example.com", "mail.example.com", "EXAMPLE.com", "example.net"]))
    }

    private mutating func delegation() -> DelegationPolicy {
        DelegationPolicy(
            maxDepth: Int.random(in: 0...2, using: &self), allowedDelegates: matchers(),
            children: chance(percent: 50) ? childPolicy() : nil, unknown: chance(percent: 5) ? ["hours"] : [])
    }

    private mutating func childPolicy() -> ChildPolicy {
        ChildPolicy(
            maxChildren: chance(percent: 50) ? Int.random(in: 1...2, using: &self) : nil,
            maxChildDepth: Int.random(in: 1...2, using: &self), allowedChildActors: matchers(),
            creationPolicy: chance(percent: 50) ? .approval : .drawdown)
    }

    private mutating func actor() -> Actor {
        pick([Actor(subject: "s1"), Actor(subject: "s2"), Actor(subject: "s3", profiles: ["ai_agent"])])
    }

    private mutating func matchers() -> [ActorMatcher]? {
        chance(percent: 40) ? nil : some(of: [.profile("ai_agent"), .subject("s1"), .subject("s2")], atLeast: 0)
    }

    /// A random choice of `elements`, in their order.
    package mutating func some<Element>(of elements: [Element], atLeast min: Int) -> [Element] {
        var chosen = elements.filter { _ in chance(percent: 40) }
        if chosen.count < min { chosen = [pick(elements)] }
        return chosen
    }
}
