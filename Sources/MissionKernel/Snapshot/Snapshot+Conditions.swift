// SPDX-License-Identifier: Apache-2.0

extension FactKey: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .named(let name): snapshot.write(0, name)
        case .enabled(let principal): snapshot.write(1, principal)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 2) {
        case 0: self = .named(try snapshot.read())
        default: self = .enabled(try snapshot.read())
        }
    }
}

extension FactValue: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .boolean(let value): snapshot.write(0, value)
        case .integer(let value): snapshot.write(1, value)
        case .text(let value): snapshot.write(2, value)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 3) {
        case 0: self = .boolean(try snapshot.read())
        case 1: self = .integer(try snapshot.read())
        default: self = .text(try snapshot.read())
        }
    }
}

extension FactTest: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .equals(let value): snapshot.write(0, value)
        case .differs(let value): snapshot.write(1, value)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 2) {
        case 0: self = .equals(try snapshot.read())
        default: self = .differs(try snapshot.read())
        }
    }
}

extension Removal: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(resource)
        snapshot.write(actions)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(resource: try snapshot.read(), actions: try snapshot.read())
    }
}

extension Consequence: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .suspend: snapshot.write(count: 0)
        case .revoke: snapshot.write(count: 1)
        case .complete: snapshot.write(count: 2)
        case .narrow(let removals): snapshot.write(3, removals)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 4) {
        case 0: self = .suspend
        case 1: self = .revoke
        case 2: self = .complete
        default: self = .narrow(try snapshot.read())
        }
    }
}

extension OnReturn: SnapshotName {}

extension ConditionTerms: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(fact)
        snapshot.write(test)
        snapshot.write(consequence)
        snapshot.write(onReturn)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            fact: try snapshot.read(), test: try snapshot.read(), consequence: try snapshot.read(),
            onReturn: try snapshot.read())
    }
}

extension Condition: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(fact)
        snapshot.write(test)
        snapshot.write(consequence)
        snapshot.write(onReturn)
        snapshot.write(since)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            fact: try snapshot.read(), test: try snapshot.read(), consequence: try snapshot.read(),
            onReturn: try snapshot.read(), since: try snapshot.read())
    }
}

extension Containment: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(version)
        snapshot.write(removals)
        snapshot.write(sorted: events.lazy.map { ($0.key, $0.value) })
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(version: try snapshot.read(), removals: try snapshot.read())
        for (event, version) in try snapshot.sorted(ExactText.self, Int32.self) { events[event] = version }
    }
}
