// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionKernel
import Testing
import WritTesting

/// A snapshot is the state, in one spelling.
struct `A snapshot` {
    /// A world with something in every table, as small as that goes.
    private static func furnished() -> RandomWorld {
        var world = RandomWorld(seed: 3)
        world.run(40)
        return world
    }

    @Test func `that is cut short anywhere is refused`() {
        let bytes = Self.furnished().world.state.snapshot
        for count in bytes.indices {
            #expect(throws: SnapshotError.self) { try AuthorityState(snapshot: Array(bytes[..<count])) }
        }
        #expect(throws: SnapshotError.self) { try AuthorityState(snapshot: bytes + [0]) }
    }

    @Test(arguments: [0x01, 0x80] as [UInt8])
    func `with a byte changed is refused, or is the snapshot of another state`(change: UInt8) {
        let bytes = Self.furnished().world.state.snapshot
        for offset in bytes.indices {
            var changed = bytes
            changed[offset] ^= change
            do {
                let state = try AuthorityState(snapshot: changed)
                #expect(state.snapshot == changed, "byte \(offset)")
            } catch {
                #expect(error.offset <= changed.count)
            }
        }
    }

    @Test(arguments: 0..<200)
    func `of anything else is refused`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
            random.chance(percent: 60)
                ? UInt8.random(in: 0...3, using: &random) : UInt8.random(in: 0...255, using: &random)
        }
        if let state = try? AuthorityState(snapshot: bytes) { #expect(state.snapshot == bytes) }
    }

    @Test func `of nothing gives nothing`() throws {
        let bytes = AuthorityState().snapshot
        let state = try AuthorityState(snapshot: bytes)
        #expect(state.snapshot == bytes)
        #expect(state.size == 0 && state.missions.count == 0)
    }

    @Test(arguments: 0..<12)
    func `is the same of a state that was restored and of one that was replayed`(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        for _ in 0..<4 {
            world.run(60)
            let bytes = world.world.state.snapshot
            #expect(try AuthorityState(snapshot: bytes).snapshot == bytes)
            #expect(world.world.replayed().snapshot == bytes)
        }
    }

    @Test(arguments: 0..<12)
    func `gives a state that goes on as the other does`(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        world.run(150)
        var restarted = world
        restarted.world = try world.world.restarted()
        for _ in 0..<3 {
            world.run(50)
            restarted.run(50)
            #expect(restarted.world.ledger == world.world.ledger)
            #expect(restarted.world.state.snapshot == world.world.state.snapshot)
        }
    }

    @Test(arguments: 0..<6)
    func `gives missions that stand and decide as before`(seed: UInt64) throws {
        var world = RandomWorld(seed: seed)
        world.run(300)
        let (before, now) = (world.world.state, world.world.now)
        let after = try AuthorityState(snapshot: before.snapshot)
        for position in 0..<before.missions.count {
            let index = before.missions.index(at: position)
            let request = world.world.action(before.missions[index].id)
            #expect(after.standing(of: index, at: now) == before.standing(of: index, at: now))
            #expect(after.evaluate(request, at: now) == before.evaluate(request, at: now))
            #expect(Portrait.of(after.missions[index]) == Portrait.of(before.missions[index]))
            #expect(after.sessions.sessions(under: index) == before.sessions.sessions(under: index))
        }
        #expect(Array(after.sessions.sessions) == Array(before.sessions.sessions))
        #expect(after.registry == before.registry)
        #expect(after.streams == before.streams)
    }

    @Test(arguments: [0, 1, 2, 300])
    func `can be taken in the middle of settling`(steps: Int) throws {
        var world = KernelWorld()
        let root = try world.approve([.entry("invoices.*", delegation: .children())])
        for _ in 0..<300 { _ = try world.child(of: root, MissionDraft([.entry("invoices.read")], client: "helper")) }
        let controls: JSONValue = ["writ:conditions": [.condition("hold", is: false)]]
        for _ in 0..<70 { _ = try world.approve([.entry("invoices.*")], controls: controls) }
        try world.signal("hold", .boolean(true))
        try world.revoke(root)
        for _ in 0..<steps { world.settleOnce() }
        var restarted = try world.restarted()
        #expect(restarted.settle() == world.settle())
        #expect(restarted.ledger == world.ledger)
        #expect(restarted.state.snapshot == world.state.snapshot)
    }

    @Test func `reaches every table in random worlds`() {
        var world = RandomWorld(seed: 7)
        var reached: Set<String> = []
        for _ in 0..<80 {
            world.run(10)
            reached.formUnion(Self.tables(of: world.world.state))
        }
        #expect(
            reached == [
                "child", "successor", "narrowed", "session", "queue", "open submission", "decided submission", "effect",
                "question", "answer", "disabled client",
            ])
    }

    private static func tables(of state: AuthorityState) -> [String] {
        let missions = state.missions.missions
        let found: [(String, Bool)] = [
            ("child", missions.contains { $0.lineage.parent != nil }),
            ("successor", missions.contains { $0.predecessor != nil }),
            ("narrowed", missions.contains { $0.containment != nil }),
            ("session", state.sessions.count > 0),
            ("queue", state.sessions.sessions.contains { !$0.queue.isEmpty }),
            ("open submission", !state.submissions.open.isEmpty),
            ("decided submission", !state.submissions.remembered.isEmpty),
            ("effect", !state.effects.open.isEmpty), ("question", !state.attention.open.isEmpty),
            ("answer", !state.nonces.remembered.isEmpty),
            ("disabled client", state.registry.clients.contains { !$0.isEnabled }),
        ]
        return found.filter(\.1).map(\.0)
    }

    /// When this fails, the format has changed: count ``AuthorityState/snapshotFormat`` up and put the new value here.
    @Test func `has the format that its number says`() throws {
        #expect(AuthorityState.snapshotFormat == 7)
        let bytes = try Self.sample().state.snapshot
        #expect(
            Hex.text(SHA256.digest(of: bytes).bytes)
                == "1cd0ed146cd4ba231ee9c58fb19065f888cbf0f3d29b8d86aaff862fa5906094")
    }

    /// A world that is the same every time, with one of most things.
    private static func sample() throws -> KernelWorld {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.*", constraints: ["tenant": "t"], delegation: .children(max: 2))],
            controls: [
                "max_budget": .money("5"), "writ:conditions": [.condition("hold", is: false)],
                "writ:classes": ["invoices.*": "consequential_write"],
            ])
        let child = try world.child(
            of: mission, MissionDraft([.entry("invoices.read", constraints: ["tenant": "t"])], client: "helper"))
        _ = try world.submit(MissionDraft())
        let attempt = try world.open(mission)
        _ = try world.enqueue(attempt, key: "k", expiresAt: world.now + .hours(1))
        _ = try world.request(world.action(mission) { $0.parameters.tenant = "t" }, key: "k")
        let payment = world.action(mission) {
            $0.parameters.tenant = "t"
            $0.classFloor = .externalCommitment
        }
        _ = try world.request(payment)
        try world.decline(payment, "no")
        try world.suspend(child, until: world.now + .hours(1), then: .revoke)
        try world.narrow(mission, ["invoices.*"])
        try world.signal("hold", .boolean(true))
        return world
    }
}
