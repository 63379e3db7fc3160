// SPDX-License-Identifier: Apache-2.0

extension ResourceURI: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(text: text) }
    init(from snapshot: inout SnapshotReader) throws(SnapshotError) { self = try snapshot.resource() }
}

extension ResourcePattern.Match: SnapshotName {}

extension ResourcePattern: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(resource)
        snapshot.write(match)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(try snapshot.read(), match: try snapshot.read())
    }
}

extension ActionPattern: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { snapshot.write(text: text) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        guard let pattern = ActionPattern(try snapshot.text()) else { throw snapshot.error("an action has no name") }
        self = pattern
    }
}

extension AuthoritySet {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(digest)
        snapshot.write(entries)
    }

    convenience init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        let digest = try snapshot.digest()
        self.init(entries: try snapshot.read(), digest: digest)
    }
}

extension RecordedAuthority: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        set.write(to: &snapshot)
        snapshot.write(data: canonical)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(set: try AuthoritySet(from: &snapshot), canonical: try snapshot.data())
    }
}

extension AuthorityEntry: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(resources)
        snapshot.write(actions)
        snapshot.write(constraints)
        snapshot.write(delegation)
        snapshot.write(unsupported)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            resources: try snapshot.read(), actions: try snapshot.read(), constraints: try snapshot.read(),
            delegation: try snapshot.read(), unsupported: try snapshot.read())
    }
}

extension AuthorityEntry.Unsupported: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .type(let name): snapshot.write(0, name)
        case .resourceMatch(let name): snapshot.write(1, name)
        case .member(let name): snapshot.write(2, name)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 3) {
        case 0: self = .type(try snapshot.read())
        case 1: self = .resourceMatch(try snapshot.read())
        default: self = .member(try snapshot.read())
        }
    }
}

extension DelegationPolicy: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(maxDepth)
        snapshot.write(allowedDelegates)
        snapshot.write(children)
        snapshot.write(unknown)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            maxDepth: try snapshot.read(), allowedDelegates: try snapshot.read(), children: try snapshot.read(),
            unknown: try snapshot.read())
    }
}

extension ActorMatcher: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .subject(let subject): snapshot.write(0, subject)
        case .profile(let profile): snapshot.write(1, profile)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 2) {
        case 0: self = .subject(try snapshot.read())
        default: self = .profile(try snapshot.read())
        }
    }
}

extension ChildPolicy.CreationPolicy: SnapshotName {}

extension ChildPolicy: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(maxChildren)
        snapshot.write(maxChildDepth)
        snapshot.write(allowedChildActors)
        snapshot.write(creationPolicy)
        snapshot.write(unknown)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            maxChildren: try snapshot.read(), maxChildDepth: try snapshot.read(),
            allowedChildActors: try snapshot.read(), creationPolicy: try snapshot.read(),
            unknown: try snapshot.read())
    }
}

extension SnapshotWriter {
    /// One case of several, and what it holds.
    mutating func write(_ choice: Int, _ value: some SnapshotValue) {
        write(count: choice)
        write(value)
    }
}
