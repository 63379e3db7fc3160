// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Ledger
import MissionKernel
import Testing
import WritTesting

/// What the entries about a name are, whichever engine indexes them.
@Suite struct NamedEntriesTests {
    private let classes: JSONValue = ["writ:classes": ["invoices.*": "consequential_write"]]

    @Test(arguments: NameEngine.allCases)
    func `nothing is about a name that nothing has`(engine: NameEngine) throws {
        var world = KernelWorld()
        _ = try world.approve()
        let ledger = try IndexedLedger(world.ledger, try engine.open())
        for name: LedgerName in [
            .mission(world.newID()), .permit(world.newID()), .client(ClientID("nobody")), .fact("none"),
        ] {
            #expect(try ledger.types(about: name).isEmpty)
        }
        #expect(try ledger.named.lineage(of: world.newID()).isEmpty)
        #expect(try ledger.named.history(of: world.newID(), with: [.ancestors, .descendants], from: 0, max: 9).isEmpty)
        expect(.invalid) { () throws(StoreError) in
            _ = try ledger.named.entries(about: .client(ClientID("agent")), from: -1, max: 1)
        }
    }

    @Test(arguments: NameEngine.allCases)
    func `an entry that only shares a key is never shown`(engine: NameEngine) throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.read")], controls: classes)
        let permit = try world.permit(world.action(mission))
        let ledger = try IndexedLedger(world.ledger, try engine.open())
        let size = Int64(world.ledger.count)
        let right = try ledger.types(about: .mission(mission))
        let other = EntryCodec.bytes(of: .clientDisabled(ClientDisabled(id: ClientID("agent"))), at: world.now)
        _ = try ledger.store.append(AppendBatch(entries: [NewEntry(bytes: other, streams: [])]))
        let rows = NameRole.allCases.flatMap { role in
            [LedgerName.mission(mission), .permit(permit)].map { NameRow(NameKey(role, $0), size) }
        }
        let leaf = try ledger.store.leafHashes(size..<size + 1).first
        try ledger.index.append(rows, from: size, to: NameIndexPosition(size: size + 1, leaf: leaf))
        #expect(try ledger.types(about: .mission(mission)) == right)
        let all = try ledger.named.history(of: mission, with: [.descendants, .ancestors], from: 0, max: .max)
        #expect(all.map(\.type) == right)
        #expect(try ledger.named.lineage(of: permit).allSatisfy { $0.number < size })
    }

    @Test(arguments: NameEngine.allCases)
    func `what belongs to a mission through a permit, session or question is about it`(engine: NameEngine) throws {
        var world = KernelWorld()
        let (mission, attempt, permit) = try work(in: &world)
        let item = try world.enqueue(attempt)
        _ = try world.dispatch(item, attempt)
        try world.suspend(mission)
        let ledger = try IndexedLedger(world.ledger, try engine.open())
        #expect(
            try ledger.types(about: .mission(mission)) == [
                "mission.approved", "session.opened", "derivation.counted", "permit.granted", "effect.intended",
                "effect.applied", "queue.added", "queue.dispatched", "mission.suspended",
            ])
        #expect(try ledger.types(about: .permit(permit)) == ["permit.granted", "effect.intended", "effect.applied"])
        #expect(
            try ledger.types(about: .session(attempt.session)) == [
                "session.opened", "permit.granted", "queue.added", "queue.dispatched",
            ])
        #expect(try ledger.types(about: .item(item)) == ["queue.added", "queue.dispatched"])
    }

    @Test(arguments: NameEngine.allCases)
    func `after a session has moved to the successor its entries are about that`(engine: NameEngine) throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.*")])
        let attempt = try world.open(mission, stopPolicy: .handoff)
        _ = try world.enqueue(attempt)
        let successor = try world.expand(mission, to: MissionDraft([.entry("invoices.*", "orders.*")]))
        try world.perform(RebindSession(caller: .owner, session: attempt.session))
        _ = try world.enqueue(attempt)
        for page in [1, 3, .max] {
            let ledger = try IndexedLedger(world.ledger, try engine.open(), page: page)
            let before = try ledger.types(about: .mission(mission))
            let after = try ledger.types(about: .mission(successor))
            #expect(before.filter { $0 == "queue.added" }.count == 1)
            #expect(after.first == "mission.approved" || after.contains("mission.superseded"))
            #expect(after.suffix(2) == ["session.rebound", "queue.added"])
        }
    }

    @Test(arguments: NameEngine.allCases)
    func `pages and the steps of indexing make no difference`(engine: NameEngine) throws {
        var world = KernelWorld()
        let line = try family(in: &world)
        let whole = try IndexedLedger(world.ledger, try engine.open())
        for page in [1, 2, 7] {
            let ledger = try IndexedLedger(world.ledger, try engine.open(), page: page)
            for mission in line {
                let all = try whole.named.history(of: mission, with: [.descendants, .ancestors], from: 0, max: .max)
                var paged: [StoredEntry] = []
                while case let next = try ledger.named.history(
                    of: mission, with: [.descendants, .ancestors], from: (paged.last?.number ?? -1) + 1, max: page),
                    !next.isEmpty
                { paged += next }
                #expect(paged == all)
            }
        }
    }

    @Test(arguments: NameEngine.allCases)
    func `a history has what was below a mission and what stopped it from above, if asked`(engine: NameEngine) throws {
        var world = KernelWorld()
        let line = try family(in: &world)
        try world.suspend(line[0])
        try world.resume(line[0])
        let ledger = try IndexedLedger(world.ledger, try engine.open())
        func history(_ place: Int, _ scope: NamedEntries.Scope) throws -> [String] {
            try ledger.named.history(of: line[place], with: scope, from: 0, max: .max).map(\.type)
        }
        let own = try history(1, [])
        #expect(own.count { $0 == "permit.granted" } == 1 && !own.contains("mission.suspended"))
        #expect(try history(1, .descendants).count { $0 == "permit.granted" } == 2)
        #expect(try history(0, .descendants).count { $0 == "permit.granted" } == 3)
        #expect(try history(2, .ancestors).suffix(2) == ["mission.suspended", "mission.resumed"])
        #expect(try history(2, .ancestors).count { $0 == "permit.granted" } == 1)
        #expect(try history(0, .ancestors) == history(0, []))
    }

    @Test(arguments: NameEngine.allCases)
    func `a lineage has the permit, the effect, the session and every approval up to the root`(engine: NameEngine)
        throws
    {
        var world = KernelWorld()
        let line = try family(in: &world)
        try world.narrow(line[0], ["git.push"])
        let attempt = try world.open(line[2])
        let permit = try world.permit(world.action(line[2]), attempt: attempt, begins: true)
        try world.conclude(permit, .applied)
        try world.suspend(line[0])
        let ledger = try IndexedLedger(world.ledger, try engine.open())
        let lineage = try ledger.named.lineage(of: permit)
        #expect(lineage.map(\.number) == lineage.map(\.number).sorted())
        let counts = Dictionary(grouping: lineage, by: \.type).mapValues(\.count)
        #expect(
            counts == [
                "principal.registered": 1, "submission.received": 3, "mission.approved": 3, "mission.contained": 1,
                "session.opened": 1, "permit.granted": 1, "effect.intended": 1, "effect.applied": 1,
            ])
    }

    @Test(arguments: NameEngine.allCases)
    func `a lineage has the agreement that a permit used, and the question`(engine: NameEngine) throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("payments.*")], controls: ["writ:classes": ["payments.*": "external_commitment"]])
        let request = world.action(mission, "payments.send")
        _ = try world.request(request)
        try world.agree(to: request)
        let permit = try world.permit(request, begins: true)
        let ledger = try IndexedLedger(world.ledger, try engine.open())
        let types = try ledger.named.lineage(of: permit).map(\.type)
        #expect(types.filter { $0.hasPrefix("attention") } == ["attention.raised", "attention.answered"])
        #expect(try ledger.types(about: .operation(#require(request.operation))).contains("permit.granted"))
    }

    @Test(arguments: NameEngine.allCases)
    func `a lineage leaves out the oldest changes where a receipt has no room`(engine: NameEngine) throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.read")], controls: classes)
        for _ in 0..<Receipt.entriesMax {
            try world.suspend(mission)
            try world.resume(mission)
        }
        let permit = try world.permit(world.action(mission), begins: true)
        let ledger = try IndexedLedger(world.ledger, try engine.open())
        let lineage = try ledger.named.lineage(of: permit)
        #expect(lineage.count == Receipt.entriesMax)
        #expect(lineage.map(\.type).contains("mission.approved"))
        let all = try ledger.named.entries(about: .mission(mission), from: 0, max: .max)
        #expect(lineage.suffix(200) == all.suffix(200))
    }

    @Test(arguments: NameEngine.allCases)
    func `a name is found among a hundred thousand entries`(engine: NameEngine) throws {
        let moment = KernelWorld.dawn
        let entries = (0..<100_000).map { number in
            let client = ClientID(ExactText("client-\(number % 1000)"))
            return EntryCodec.bytes(of: .clientDisabled(ClientDisabled(id: client)), at: moment)
        }
        let ledger = try IndexedLedger(entries, try engine.open())
        let found = try ledger.named.entries(about: .client(ClientID("client-7")), from: 50_000, max: 30)
        #expect(found.map(\.number) == (0..<30).map { 50_007 + 1000 * $0 })
    }

    private func work(in world: inout KernelWorld) throws -> (MissionID, Attempt, PermitID) {
        let mission = try world.approve([.entry("invoices.read")], controls: classes)
        _ = try world.approve(MissionDraft([.entry("orders.read")]))
        let attempt = try world.open(mission)
        let permit = try world.permit(world.action(mission), attempt: attempt, begins: true)
        try world.conclude(permit, .applied)
        return (mission, attempt, permit)
    }

    /// A mission, its child and its grandchild, and a permit of each.
    private func family(in world: inout KernelWorld) throws -> [MissionID] {
        let root = try world.approve([.entry("invoices.*", delegation: .children(depth: 2))], controls: classes)
        let line = try world.descendants(
            of: root, MissionDraft([.entry("invoices.*", delegation: .children())], controls: classes, client: "m"),
            MissionDraft([.entry("invoices.*")], controls: classes, client: "l"))
        for mission in [root] + line { _ = try world.permit(world.action(mission)) }
        return [root] + line
    }
}
