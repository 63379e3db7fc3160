// SPDX-License-Identifier: Apache-2.0

extension MissionState: SnapshotName {}
extension OnExpiry: SnapshotName {}
extension DenialReason: SnapshotName {}

extension Cause: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .request: snapshot.write(count: 0)
        case .clock: snapshot.write(count: 1)
        case .ancestor: snapshot.write(count: 2)
        case .expansion: snapshot.write(count: 3)
        case .fact(let fact): snapshot.write(4, fact)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 5) {
        case 0: self = .request
        case 1: self = .clock
        case 2: self = .ancestor
        case 3: self = .expansion
        default: self = .fact(try snapshot.read())
        }
    }
}

extension Suspension: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(since)
        snapshot.write(cause)
        snapshot.write(until)
        snapshot.write(onExpiry)
        snapshot.write(reason)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let since: Instant = try snapshot.read()
        let cause: Cause = try snapshot.read()
        let until: Instant? = try snapshot.read()
        let onExpiry: OnExpiry? = try snapshot.read()
        let reason: String = try snapshot.read()
        guard (until == nil) == (onExpiry == nil) else {
            throw snapshot.error("a suspension has a deadline and nothing that follows, or the reverse")
        }
        self.init(since: since, cause: cause, until: until, onExpiry: onExpiry, reason: reason)
    }
}

extension Ending: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(state)
        snapshot.write(at)
        snapshot.write(cause)
        snapshot.write(successor)
        snapshot.write(reason)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let state: MissionState = try snapshot.read()
        guard state.isTerminal else { throw snapshot.error("a mission ended without an end") }
        self.init(
            state, at: try snapshot.read(), cause: try snapshot.read(), successor: try snapshot.read(),
            reason: try snapshot.read())
    }
}

extension Lifecycle: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .active: snapshot.write(count: 0)
        case .suspended(let suspension): snapshot.write(1, suspension)
        case .ended(let ending): snapshot.write(2, ending)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 3) {
        case 0: self = .active
        case 1: self = .suspended(try snapshot.read())
        default: self = .ended(try snapshot.read())
        }
    }
}

extension Parties: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(client)
        snapshot.write(subject)
        snapshot.write(approver)
        snapshot.write(successorOwner)
        snapshot.write(actorProfiles)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            client: try snapshot.read(), subject: try snapshot.read(), approver: try snapshot.read(),
            successorOwner: try snapshot.read(), actorProfiles: try snapshot.read())
    }
}

extension RecordedRefusal: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(operation)
        snapshot.write(text: action)
        snapshot.write(text: resource)
        snapshot.write(reason)
        snapshot.write(at)
    }

    convenience init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            operation: try snapshot.read(), action: try snapshot.text(), resource: try snapshot.text(),
            reason: try snapshot.read(), at: try snapshot.read())
    }
}
