// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionKernel
import MissionWire

/// What it means that a mission takes over from another: what ends with that one, what of it does not go
/// on, and what is new.
struct Takeover {
    private let predecessor: MissionID
    private let state: MissionState?
    /// For whom the predecessor is, when the successor is said to be for somebody else.
    private let otherSubject: Principal?
    private let sessions: Int
    private let children: Int
    /// Whether there are no more sessions and children than those that were counted.
    private let isCountComplete: Bool
    /// What was taken away from the predecessor, and is given back.
    private let returned: [Removal]
    /// What was taken away from the predecessor, and is not given back.
    private let left: [Removal]
    /// What the predecessor was never given.
    private let new: [AuthorityEntry]
    /// What the predecessor was given within narrower bounds.
    private let wider: [AuthorityEntry]
    /// What had to hold for the predecessor, and need not any longer.
    private let dropped: [ConditionTerms]

    /// - Parameters:
    ///   - entries: what the successor may do.
    ///   - conditions: what must hold for it.
    ///   - subject: for whom it is; nil when that is for its approver to say.
    init(
        from predecessor: MissionID, by entries: [AuthorityEntry], under conditions: [ConditionTerms],
        for subject: Principal?, _ client: AuthorityClient
    ) throws {
        let mission = try client.get("/v1/missions/\(predecessor.text)")
        let removed = mission["removed"].flatMap { $0.count > 0 ? $0 : nil }
        let removals = try removed.map { (node) throws(JSONShapeError) in try node.removals() } ?? []
        let grantor = try mission.optional("approver", JSONNode.principal)
        self.predecessor = predecessor
        let held = try mission.optional("subject", JSONNode.principal)
        otherSubject = subject == nil || held == subject ? nil : held
        state = MissionState(rawValue: mission.text("state"))
        returned = removals.compactMap { Self.part(of: $0, in: entries) }
        left = removals.compactMap { Self.part(of: $0, in: entries, isGiven: false) }
        let before = try AuthorityGrammar.entries(mission.member("authorization_details"))
        new = entries.compactMap { $0.outside(before) }
        wider = entries.compactMap { $0.widened(beyond: before) }
        dropped = try Self.terms(of: mission).filter { terms in
            // Whoever approves the successor takes the place of the grantor.
            !conditions.contains(terms) && (grantor == nil || terms.fact != grantor.map(FactKey.enabled))
        }
        let (ending, isComplete) = try Self.open(below: predecessor, client)
        isCountComplete = isComplete
        children = ending.count - 1
        sessions = try Self.sessions(under: ending, client)
    }

    private static func terms(of mission: JSONNode) throws -> [ConditionTerms] {
        try mission.member("conditions").array(max: 4096) { (node) throws(JSONShapeError) in
            try node.member("condition").condition()
        }
    }

    /// Of a removal those actions that the entries allow, and those that they do not; nil where there are none.
    private static func part(
        of removal: Removal, in entries: [AuthorityEntry], isGiven: Bool = true
    ) -> Removal? {
        let given = entries.filter { $0.resources.covers(removal.resource) }.flatMap(\.actions)
        let actions =
            removal.actions?.filter { action in given.contains(where: action.overlaps) == isGiven }
            ?? (isGiven ? given : [])
        return actions.isEmpty ? nil : Removal(resource: removal.resource, actions: actions)
    }

    /// The mission and those below it that have not ended, and whether these are all.
    private static func open(
        below mission: MissionID, _ client: AuthorityClient
    ) throws -> (missions: Set<String>, isComplete: Bool) {
        var open: Set<String> = [mission.text]
        let tree = try client.get("/v1/missions/\(mission.text)/tree?max=10000")
        try tree.member("missions").forEachElement { node in
            if MissionState(rawValue: node.text("state"))?.isTerminal == false { open.insert(node.text("id")) }
        }
        return (open, tree.isTrue("complete"))
    }

    private static func sessions(under missions: Set<String>, _ client: AuthorityClient) throws -> Int {
        try client.all(.sessions).count { node in
            node.text("state") != HarnessState.terminated.rawValue && missions.contains(node.text("mission"))
        }
    }
}

extension Takeover {
    /// Says before the passphrase is asked for what the authority would say after it.
    func mustBeApprovable() throws {
        if let otherSubject {
            throw CommandFailure(
                .refused,
                "\(predecessor.text) is for \(LedgerPhrase.person(otherSubject).plain), and so must be what takes over",
                hints: ["write `for: \(otherSubject.subject.string)` in the file"])
        }
        switch state {
        case .active?, nil: return
        case .suspended?:
            throw CommandFailure(
                .refused, "\(predecessor.text) is suspended, and is not taken over from until it goes on",
                hints: ["resume it first: `writ resume \(predecessor.text)`"])
        case .revoked?, .completed?, .expired?, .superseded?, .cascaded?:
            throw CommandFailure(
                .refused, "\(predecessor.text) has ended, so that nothing can take over from it",
                hints: ["see why: `writ mission show \(predecessor.text)`"])
        }
    }

    /// What ends, what comes back, what is new, and what does not carry over, a line each.
    func add(to block: inout Block) {
        let ends =
            "that one ends, with \(isCountComplete ? "" : "at least ")\(LedgerPhrase.count(sessions, "open session"))"
        let below = children == 1 ? "1 child mission" : "\(children) child missions"
        block.add(
            "takes over", StyledText("from \(predecessor.text) when approved: \(ends) and \(below)", .warning))
        for removal in returned {
            block.add("gives back", StyledText("\(LedgerPhrase.removal(removal)), which was taken away", .warning))
        }
        for entry in new { block.add("new", StyledText(Self.text(entry), .warning)) }
        for entry in wider { block.add("more widely", StyledText(Self.text(entry), .warning)) }
        for removal in left { block.add("not given back", LedgerPhrase.removal(removal)) }
        for terms in dropped { block.add("no longer", LedgerPhrase.condition(terms)) }
    }

    private static func text(_ entry: AuthorityEntry) -> String {
        LedgerPhrase.removal(Removal(resource: entry.resources.resource, actions: entry.actions), from: entry)
    }
}

extension AuthorityEntry {
    /// What of it none of the others grants on its resource, or nil.
    fileprivate func outside(_ others: [AuthorityEntry]) -> AuthorityEntry? {
        keeping { action in !others.contains { $0.gives(action, of: self) } }
    }

    /// What of it others grant on its resource, though none of them as widely; or nil.
    fileprivate func widened(beyond others: [AuthorityEntry]) -> AuthorityEntry? {
        guard !others.contains(self) else { return nil }
        return keeping { action in
            let given = others.filter { $0.gives(action, of: self) }
            guard !given.isEmpty, let alone = keeping({ $0 == action }) else { return false }
            return !given.contains(where: alone.isSubset)
        }
    }

    /// Whether it grants `action` wherever `entry` does, within whatever bounds.
    fileprivate func gives(_ action: ActionPattern, of entry: AuthorityEntry) -> Bool {
        entry.resources.isContained(in: resources) && actions.contains(where: action.isContained)
    }
}
