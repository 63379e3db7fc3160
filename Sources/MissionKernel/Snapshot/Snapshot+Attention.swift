// SPDX-License-Identifier: Apache-2.0

extension AttentionItem.Kind: SnapshotName {}
extension AttentionItem.OnDeadline: SnapshotName {}

extension AttentionItem.Subject: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .none: snapshot.write(count: 0)
        case .effect(let permit): snapshot.write(1, permit)
        case .operation(let operation, let mission):
            snapshot.write(2, operation)
            snapshot.write(mission)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 3) {
        case 0: self = .none
        case 1: self = .effect(try snapshot.read())
        default: self = .operation(try snapshot.read(), under: try snapshot.read())
        }
    }
}

extension AttentionItem: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(id)
        snapshot.write(mission)
        snapshot.write(attempt)
        snapshot.write(kind)
        snapshot.write(subject)
        snapshot.write(text: text)
        snapshot.write(askedAt)
        snapshot.write(deadline)
        snapshot.write(onDeadline)
        snapshot.write(assignee)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            id: try snapshot.read(), mission: try snapshot.read(), attempt: try snapshot.read(),
            kind: try snapshot.read(), subject: try snapshot.read(), text: try snapshot.text(),
            askedAt: try snapshot.read(), deadline: try snapshot.read(), onDeadline: try snapshot.read(),
            assignee: try snapshot.read())
    }
}

extension ActionAnswer: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(at)
        snapshot.write(until)
        snapshot.write(declined)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(at: try snapshot.read(), until: try snapshot.read(), declined: try snapshot.read())
    }
}

extension AttentionTable.ActionKey: SnapshotValue, Comparable {
    static func < (left: Self, right: Self) -> Bool {
        (left.mission, left.operation) < (right.mission, right.operation)
    }

    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(mission)
        snapshot.write(operation)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(mission: try snapshot.read(), operation: try snapshot.read())
    }
}

/// Questions in the order of their identifiers, each with whether it is the one that is found by its subject.
extension AttentionTable: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        let items = open.values.sorted { $0.id < $1.id }
        snapshot.write(count: items.count)
        for item in items {
            snapshot.write(item)
            snapshot.write(bySubject[item.subject] == item.id)
        }
        snapshot.write(sorted: answers)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        var last: AttentionID?
        for _ in 0..<(try snapshot.count()) {
            let item: AttentionItem = try snapshot.read()
            if let last, last >= item.id { throw snapshot.error("questions are not in order") }
            last = item.id
            let isFoundBySubject: Bool = try snapshot.read()
            guard !isFoundBySubject || (item.subject != .none && bySubject[item.subject] == nil) else {
                throw snapshot.error("a subject has two questions")
            }
            add(item, isFoundBySubject: isFoundBySubject)
        }
        for (key, answer) in try snapshot.sorted(ActionKey.self, ActionAnswer.self) { answers[key] = answer }
    }
}
