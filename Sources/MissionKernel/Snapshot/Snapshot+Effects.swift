// SPDX-License-Identifier: Apache-2.0

extension Effect.State: SnapshotName {}

extension Attempt: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(session)
        snapshot.write(epoch)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(session: try snapshot.read(), epoch: try snapshot.read())
    }
}

extension Effect: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(id)
        snapshot.write(mission)
        snapshot.write(attempt)
        snapshot.write(text: action)
        snapshot.write(resource)
        snapshot.write(operation)
        snapshot.write(parameterDigest)
        snapshot.write(actionClass)
        snapshot.write(entry)
        snapshot.write(version)
        snapshot.write(key)
        snapshot.write(validUntil)
        snapshot.write(grantedAt)
        snapshot.write(cost)
        snapshot.write(state)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let grant = Grant(
            id: try snapshot.read(), mission: try snapshot.read(), attempt: try snapshot.read(),
            action: try snapshot.text(), resource: try snapshot.read(), operation: try snapshot.read(),
            parameterDigest: try snapshot.read(), actionClass: try snapshot.read(), entry: try snapshot.read(),
            version: try snapshot.read(), key: try snapshot.read(), validUntil: try snapshot.read(),
            grantedAt: try snapshot.read())
        self.init(grant, cost: try snapshot.read(), state: try snapshot.read())
    }
}

extension Claim: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(permit)
        snapshot.write(operation)
        snapshot.write(state)
        snapshot.write(result)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            permit: try snapshot.read(), operation: try snapshot.read(), state: try snapshot.read(),
            result: try snapshot.read())
    }
}

extension EffectTable.ClaimKey: SnapshotValue, Comparable {
    static func < (left: Self, right: Self) -> Bool { (left.tree, left.key) < (right.tree, right.key) }

    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(tree)
        snapshot.write(key)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(tree: try snapshot.read(), key: try snapshot.read())
    }
}

extension EffectTable: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        let effects = open.values.sorted { $0.id < $1.id }
        snapshot.write(effects)
        snapshot.write(sorted: claims)
        concluded.write(to: &snapshot)
        lapses.write(to: &snapshot)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        let effects: [Effect] = try snapshot.read()
        guard zip(effects, effects.dropFirst()).allSatisfy({ $0.id < $1.id }) else {
            throw snapshot.error("effects are not in order")
        }
        for effect in effects { open[effect.id] = effect }
        for (key, claim) in try snapshot.sorted(ClaimKey.self, Claim.self) { claims[key] = claim }
        concluded = try RecentTable(from: &snapshot)
        lapses = try MomentQueue(from: &snapshot)
    }
}
