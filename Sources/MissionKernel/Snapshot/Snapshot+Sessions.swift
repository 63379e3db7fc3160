// SPDX-License-Identifier: Apache-2.0

extension HarnessState: SnapshotName {}
extension StopPolicy: SnapshotName {}
extension MissionBinding.Source: SnapshotName {}
extension QueueItem.State: SnapshotName {}

extension MissionBinding: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(authorityHash)
        snapshot.write(version)
        snapshot.write(state)
        snapshot.write(checkedAt)
        snapshot.write(expiresAt)
        snapshot.write(source)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            authorityHash: try snapshot.read(), version: try snapshot.read(), state: try snapshot.read(),
            checkedAt: try snapshot.read(), expiresAt: try snapshot.read(), source: try snapshot.read())
    }
}

extension SessionCheckpoint: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(number)
        snapshot.write(text: label)
        snapshot.write(data)
        snapshot.write(at)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            number: try snapshot.read(), label: try snapshot.text(), data: try snapshot.read(),
            at: try snapshot.read())
    }
}

extension SessionCredential: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(digest)
        snapshot.write(expiresAt)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(digest: try snapshot.read(), expiresAt: try snapshot.read())
    }
}

extension QueueItem: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(id)
        snapshot.write(text: action)
        snapshot.write(resource)
        snapshot.write(actionClass)
        snapshot.write(key)
        snapshot.write(queuedAt)
        snapshot.write(notBefore)
        snapshot.write(expiresAt)
        snapshot.write(retryOf)
        snapshot.write(state)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            id: try snapshot.read(), action: try snapshot.text(), resource: try snapshot.read(),
            actionClass: try snapshot.read(), key: try snapshot.read(), queuedAt: try snapshot.read(),
            notBefore: try snapshot.read(), expiresAt: try snapshot.read(), retryOf: try snapshot.read(),
            state: try snapshot.read())
    }
}

extension Session: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(id)
        snapshot.write(mission)
        snapshot.write(openedAt)
        snapshot.write(recordedAt)
        snapshot.write(parent)
        snapshot.write(stopPolicy)
        snapshot.write(state)
        snapshot.write(epoch)
        snapshot.write(binding)
        snapshot.write(checkpoint)
        snapshot.write(credential)
        snapshot.write(queue)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            id: try snapshot.read(), mission: try snapshot.read(), openedAt: try snapshot.read(),
            recordedAt: try snapshot.read(), parent: try snapshot.read(), stopPolicy: try snapshot.read(),
            state: try snapshot.read(), epoch: try snapshot.read(), binding: try snapshot.read(),
            checkpoint: try snapshot.read(), credential: try snapshot.read(), queue: try snapshot.read())
    }
}

/// Sessions in the order in which they were opened, and for each mission those that were under it.
extension SessionTable: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(sessions)
        snapshot.write(sorted: byMission)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        for _ in 0..<(try snapshot.count()) { append(try snapshot.read(Session.self)) }
        for (mission, ids) in try snapshot.sorted(MissionIndex.self, [SessionID].self) { byMission[mission] = ids }
    }
}
