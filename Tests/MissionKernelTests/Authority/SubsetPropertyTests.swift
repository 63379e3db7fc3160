// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

/// Properties over seeded random entries. A failure names its seed; the same seed fails again.
struct `Any two entries` {
    private static let seeds = (1...20).map { UInt64($0) }
    private static let pairsPerSeed = 1000

    @Test(arguments: seeds)
    func `of which one is a subset: what it permits, the other permits`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var (subsets, permits) = (0, 0)
        for number in 0..<Self.pairsPerSeed {
            let parent = random.entry()
            let child = random.chance(percent: 70) ? random.variant(of: parent) : random.entry()
            guard child.isSubset(of: parent) else { continue }
            subsets += 1
            let bench = Bench(child, parent)
            for _ in 0..<6 {
                let (request, at) = random.request(near: child, under: bench.first, client: Bench.client)
                guard bench.permits(request, under: bench.first, at: at) else { continue }
                permits += 1
                #expect(bench.permits(request, under: bench.second, at: at), "seed \(seed), pair \(number)")
            }
        }
        #expect(subsets > 100, "too few pairs are subsets for the test to say much")
        #expect(permits > 100, "too few requests are permitted for the test to say much")
    }

    @Test(arguments: seeds)
    func `compare with themselves and each other as an order does`(seed: UInt64) {
        var random = SeededRandom(seed: seed &+ 1000)
        for number in 0..<Self.pairsPerSeed / 4 {
            let first = random.entry()
            let second = random.variant(of: first)
            let third = random.variant(of: second)
            let isComparable = first.delegation?.unknown.isEmpty ?? true
            #expect(first.isSubset(of: first) == isComparable, "seed \(seed), entry \(number)")
            if first.isSubset(of: second), second.isSubset(of: third) {
                #expect(first.isSubset(of: third), "seed \(seed), entry \(number)")
            }
        }
    }

    @Test(arguments: seeds)
    func `share no more than both have`(seed: UInt64) {
        var random = SeededRandom(seed: seed &+ 2000)
        var shared = 0
        for number in 0..<Self.pairsPerSeed / 4 {
            let first = random.entry()
            let second = random.variant(of: first)
            guard let both = first.intersection(with: second) else { continue }
            shared += 1
            #expect(both.isSubset(of: second.comparable), "seed \(seed), pair \(number)")
            #expect(both.isSubset(of: first.comparable), "seed \(seed), pair \(number)")
            let other = second.intersection(with: first)
            #expect(
                other.map { $0.isSubset(of: both) && both.isSubset(of: $0) } == true, "seed \(seed), pair \(number)")
        }
        #expect(shared > 20, "too few pairs share anything for the test to say much")
    }

    @Test(arguments: seeds)
    func `share everything with a subset of theirs`(seed: UInt64) {
        var random = SeededRandom(seed: seed &+ 3000)
        for number in 0..<Self.pairsPerSeed / 4 {
            let parent = random.entry()
            let child = random.variant(of: parent)
            // An entry whose constraints nothing can satisfy shares nothing even with itself.
            guard child.isSubset(of: parent), child.intersection(with: child) != nil else { continue }
            #expect(child.intersection(with: parent).map(child.isSubset) == true, "seed \(seed), pair \(number)")
        }
    }
}

extension AuthorityEntry {
    /// The entry without the delegation that nothing can be compared with, which an intersection drops.
    fileprivate var comparable: AuthorityEntry {
        guard delegation?.unknown.isEmpty == false else { return self }
        return AuthorityEntry(resources: resources, actions: actions, constraints: constraints)
    }
}

/// Two missions of one entry each, in a state with nothing else, whose actions matter to nobody.
private struct Bench {
    static let client: ClientID = "agent"
    let first = MissionID(high: 1, low: 1)
    let second = MissionID(high: 1, low: 2)
    private var state = AuthorityState()

    init(_ first: AuthorityEntry, _ second: AuthorityEntry) {
        apply(first, self.first)
        apply(second, self.second)
    }

    func permits(_ request: ActionRequest, under mission: MissionID, at now: Instant) -> Bool {
        var moved = ActionRequest(
            mission: mission, client: request.client, action: request.action, resource: request.resource)
        moved.parameters = request.parameters
        moved.chain = request.chain
        return state.evaluate(moved, at: now).isPermit
    }

    private mutating func apply(_ entry: AuthorityEntry, _ id: MissionID) {
        var controls = MissionIntent.Controls()
        controls.classes = ["a", "b", "a.*", "b.*", "ax.*"].compactMap { name in
            ActionPattern(name).map { ClassRule($0, .nonConsequential) }
        }
        let intent = MissionIntent(resources: [], expiresAt: .distantFuture, controls: controls)
        let approved = MissionApproved(
            id: id, submission: SubmissionID(high: 0, low: id.low), approvalEvent: ExactText(id.text),
            client: Self.client, subject: Person.ada.principal, approver: Person.ada.principal,
            owner: Person.ada.principal, successorOwner: nil, basis: .direct,
            intent: RecordedIntent(intent: intent, canonical: [], digest: Self.digest(id)), proposal: nil,
            authority: RecordedAuthority(set: AuthoritySet(entries: [entry], digest: Self.digest(id)), canonical: []),
            relation: .none, justifications: [], expiresAt: .distantFuture, evidence: nil)
        state.apply(.missionApproved(approved), at: Instant(microseconds: Int64(id.low)))
    }

    private static func digest(_ id: MissionID) -> Digest {
        guard let digest = Digest(bytes: [UInt8](repeating: UInt8(id.low), count: 32)) else {
            preconditionFailure("32 bytes are a digest")
        }
        return digest
    }
}
