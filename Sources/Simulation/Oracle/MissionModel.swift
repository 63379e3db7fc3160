// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// One mission as the oracle sees it: moved on eagerly, at each moment and each change of a fact, where the kernel
/// works out afterwards what has happened. Two ways to the same answer, written apart from each other.
struct MissionModel {
    enum Own: Equatable {
        case active
        case suspended(since: Instant, isByFact: Bool, until: Instant?, OnExpiry?)
        case ended(MissionState, at: Instant, successor: MissionID?)
    }

    struct Taken {
        let removal: Removal
        let at: Instant
    }

    struct Term {
        let terms: ConditionTerms
        let since: Instant
    }

    let id: MissionID
    let parent: MissionID?
    /// The first mission of its tree: within it a key stands for one execution.
    let tree: MissionID
    let depth: Int
    let approval: MissionApproved
    let createdAt: Instant
    var expiresAt: Instant
    var own = Own.active
    var terms: [Term] = []
    var taken: [Taken] = []
    /// The protected events that have narrowed it.
    var events: Set<ExactText> = []
    /// When it last came back from a suspension of its own.
    var returnedAt: Instant?
    /// What the clock and the facts have brought, each as its record must read.
    var turns: Set<String> = []
    var owner: Principal

    var entries: [AuthorityEntry] { approval.authority.set.entries }
    var limits: SpendLimits { approval.intent.intent.controls.limits }

    var endedAt: Instant? {
        if case .ended(_, let at, _) = own { at } else { nil }
    }

    var suspendedSince: Instant? {
        if case .suspended(let since, _, _, _) = own { since } else { nil }
    }

    init(_ approval: MissionApproved, parent: MissionModel?, tree: MissionID?, at moment: Instant) {
        self.approval = approval
        id = approval.id
        self.parent = parent?.id
        self.tree = tree ?? approval.id
        depth = (parent?.depth ?? -1) + 1
        createdAt = moment
        expiresAt = approval.expiresAt
        owner = approval.owner
        let controls = approval.intent.intent.controls
        terms = (controls.conditions + [.grantorEnabled(approval.approver, else: controls.grantorConsequence)])
            .map { Term(terms: $0, since: moment) }
    }
}

/// The passing of time.
extension MissionModel {
    /// When time alone next changes the mission.
    var nextTurn: Instant? {
        switch own {
        case .ended: nil
        case .suspended(_, _, let until?, _): min(until, expiresAt)
        default: expiresAt
        }
    }

    /// Lets time pass up to and including `moment`.
    mutating func pass(to moment: Instant, _ facts: FactModel) {
        while let turn = nextTurn, turn <= moment {
            guard turn < expiresAt, case .suspended(_, _, _, let onExpiry) = own else {
                end(.expired, at: turn)
                return
            }
            if onExpiry == .revoke { return end(.revoked, at: turn) }
            comeBack(at: turn)
            stopIfBroken(at: turn, facts)
        }
    }

    /// Facts or terms have changed at `moment`.
    mutating func judge(at moment: Instant, _ facts: FactModel) {
        guard endedAt == nil else { return }
        let broken = terms.filter { !facts.holds($0.terms) }
        for term in broken {
            switch term.terms.consequence {
            case .revoke: return end(.revoked, at: moment)
            case .complete: return end(.completed, at: moment)
            case .suspend, .narrow: continue
            }
        }
        for term in broken {
            guard case .narrow(let removals) = term.terms.consequence else { continue }
            turns.insert("narrowed \(moment.microseconds)")
            taken += removals.map { Taken(removal: $0, at: moment) }
        }
        returnIfMended(at: moment, facts)
        stopIfBroken(at: moment, facts)
    }

    mutating func end(_ state: MissionState, at moment: Instant, successor: MissionID? = nil) {
        own = .ended(state, at: moment, successor: successor)
        turns.insert("\(state.rawValue) \(moment.microseconds)")
    }

    mutating func comeBack(at moment: Instant) {
        own = .active
        returnedAt = moment
        turns.insert("resumed \(moment.microseconds)")
    }

    private mutating func stopIfBroken(at moment: Instant, _ facts: FactModel) {
        guard own == .active, terms.contains(where: { $0.terms.consequence == .suspend && !facts.holds($0.terms) })
        else { return }
        own = .suspended(since: moment, isByFact: true, until: nil, nil)
        turns.insert("suspended \(moment.microseconds)")
    }

    /// What a fact has stopped goes on when all facts hold again, unless one that has moved since wants a person.
    private mutating func returnIfMended(at moment: Instant, _ facts: FactModel) {
        guard case .suspended(let since, true, _, _) = own else { return }
        let standing = terms.filter { !$0.isNarrowing }
        guard standing.allSatisfy({ facts.holds($0.terms) }) else { return }
        let moved = standing.filter {
            $0.terms.consequence == .suspend && facts.changedAt($0.terms.fact) > max(since, $0.since)
        }
        if !moved.isEmpty, moved.allSatisfy({ $0.terms.onReturn == .resume }) { comeBack(at: moment) }
    }
}

extension MissionModel.Term {
    fileprivate var isNarrowing: Bool {
        if case .narrow = terms.consequence { true } else { false }
    }
}

/// The facts as they were signalled.
struct FactModel {
    struct Fact {
        var value: FactValue
        var changedAt: Instant
        var observedAt: Instant
    }

    private(set) var facts: [FactKey: Fact] = [:]
    private(set) var events: Set<ExactText> = []

    subscript(_ key: FactKey) -> Fact? { facts[key] }

    func holds(_ terms: ConditionTerms) -> Bool {
        guard let value = facts[terms.fact]?.value else { return true }
        switch terms.test {
        case .equals(let wanted): return value == wanted
        case .differs(let unwanted): return value != unwanted
        }
    }

    func changedAt(_ key: FactKey) -> Instant { facts[key]?.changedAt ?? .distantPast }

    mutating func take(_ event: FactChanged, at moment: Instant) {
        facts[event.fact] = Fact(
            value: event.value, changedAt: moment, observedAt: event.observedAt ?? moment)
        events.insert(event.event)
    }

    func isEnabled(_ principal: Principal) -> Bool {
        facts[.enabled(principal)]?.value ?? .boolean(true) == .boolean(true)
    }
}
