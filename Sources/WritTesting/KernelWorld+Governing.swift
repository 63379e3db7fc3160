// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel
import MissionWire

/// What can be asked of a mission, and the news that it depends on.
extension KernelWorld {
    package mutating func revoke(
        _ mission: MissionID, by caller: Caller = .owner, at moment: Instant? = nil
    ) throws(Refusal) {
        try perform(ChangeLifecycle(caller: caller, mission: mission, operation: .revoke), at: moment)
    }

    package mutating func complete(_ mission: MissionID, by caller: Caller = .owner) throws(Refusal) {
        try perform(ChangeLifecycle(caller: caller, mission: mission, operation: .complete))
    }

    package mutating func suspend(
        _ mission: MissionID, until: Instant? = nil, then: OnExpiry? = nil, by caller: Caller = .owner
    ) throws(Refusal) {
        try perform(
            ChangeLifecycle(caller: caller, mission: mission, operation: .suspend(until: until, onExpiry: then)))
    }

    /// Resumes with an approver's signature over the mission as it stands.
    package mutating func resume(_ mission: MissionID, signedBy person: Person = .ada) throws(Refusal) {
        let statement = ResumeStatement(
            issuer: Self.issuer, approver: person.principal, mission: mission, version: version(of: mission))
        let evidence = person.signed(statement)
        try perform(ChangeLifecycle(caller: .owner, mission: mission, operation: .resume(evidence)))
    }

    /// Moves the end to `end` with an approver's signature over the mission as it stands.
    package mutating func extend(
        _ mission: MissionID, to end: Instant, signedBy person: Person = .ada
    ) throws(Refusal) {
        let statement = ExtensionStatement(
            issuer: Self.issuer, approver: person.principal, mission: mission, version: version(of: mission),
            expiresAt: end)
        try perform(Extend(caller: .owner, evidence: person.signed(statement)))
    }

    /// Takes actions on a resource away, or the whole of it.
    package mutating func narrow(
        _ mission: MissionID, _ actions: [String]? = nil, on resource: String = JSONValue.erp,
        event: String = "evt_1"
    ) throws(Refusal) {
        let removal = Removal(
            resource: Self.resource(resource), actions: actions.map { $0.compactMap { ActionPattern($0) } })
        try perform(
            Narrow(
                caller: .owner, mission: mission, event: ExactText(event), removals: [removal], reason: "tainted"))
    }

    package mutating func tighten(
        _ mission: MissionID, _ conditions: JSONValue..., by caller: Caller = .owner
    ) throws(Refusal) {
        let terms = conditions.map { condition in
            Wire.read(condition) { (node) throws(JSONShapeError) in try node.condition() }
        }
        try perform(Tighten(caller: caller, mission: mission, conditions: terms, reason: "a rule was added"))
    }

    package mutating func changeOwner(of mission: MissionID, to person: Person) throws(Refusal) {
        try perform(ChangeOwner(caller: .owner, mission: mission, owner: person.principal))
    }

    /// News of a named fact, each its own event.
    @discardableResult
    package mutating func signal(
        _ fact: String, _ value: FactValue, observedAt: Instant? = nil, event: String? = nil, at moment: Instant? = nil
    ) throws(Refusal) -> [Event] {
        let event = ExactText(event ?? "sig_\(ledger.count)")
        return try perform(
            Signal(
                caller: .owner, event: event, fact: .named(ExactText(fact)), value: value, observedAt: observedAt),
            at: moment)
    }

    /// News that a person has left, or is back: an approver as they were registered.
    package mutating func enable(_ person: Person, _ isEnabled: Bool) throws(Refusal) {
        if isEnabled, let record = state.registry.principal(person.principal), record.isApprover, !record.isEnabled {
            return register(person, keys: record.approvalKeys)
        }
        try perform(
            Signal(
                caller: .owner, event: ExactText("sig_\(ledger.count)"), fact: .enabled(person.principal),
                value: .boolean(isEnabled)))
    }

    /// A resource that must be well-formed.
    package static func resource(_ text: String) -> ResourceURI {
        guard let resource = ResourceURI(text) else { preconditionFailure("`\(text)` is no absolute URI") }
        return resource
    }
}

/// Reading how things stand now.
extension KernelWorld {
    package func index(of mission: MissionID) -> MissionIndex {
        guard let index = state.missions.index(of: mission) else { preconditionFailure("no \(mission.text)") }
        return index
    }

    package func record(of mission: MissionID) -> Mission { state.missions[index(of: mission)] }

    package func standing(of mission: MissionID) -> Standing { state.standing(of: index(of: mission), at: now) }

    package func status(of mission: MissionID) -> MissionState { standing(of: mission).state }

    package func version(of mission: MissionID) -> Int64 { standing(of: mission).version }
}

/// Writing out what is due.
extension KernelWorld {
    /// Takes one step of settling; answers whether there was one to take.
    @discardableResult
    package mutating func settleOnce() -> Bool {
        guard state.hasDue(at: now.next) else { return false }
        do throws(Refusal) { return try !perform(Settle()).isEmpty } catch { preconditionFailure("\(error)") }
    }

    /// Settles until nothing is due; answers in how many steps. More than `max` steps are a mistake of the kernel.
    @discardableResult
    package mutating func settle(max: Int = 10_000) -> Int {
        var steps = 0
        while settleOnce() {
            steps += 1
            precondition(steps <= max, "settling does not end")
        }
        precondition(!state.hasDue(at: now.next), "something is due and nothing is written")
        return steps
    }
}
