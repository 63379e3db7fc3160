// SPDX-License-Identifier: Apache-2.0

extension Refusal.Code: SnapshotName {}

extension Relation: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .none: snapshot.write(count: 0)
        case .child(let parent, let actor):
            snapshot.write(1, parent)
            snapshot.write(actor)
        case .successor(let predecessor): snapshot.write(2, predecessor)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 3) {
        case 0: self = .none
        case 1: self = .child(of: try snapshot.read(), actor: try snapshot.read())
        default: self = .successor(of: try snapshot.read())
        }
    }
}

extension MissionIntent: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(resources)
        snapshot.write(expiresAt)
        snapshot.write(controls)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            resources: try snapshot.read(), expiresAt: try snapshot.read(), controls: try snapshot.read())
    }
}

extension MissionIntent.Controls: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(authenticationClass)
        snapshot.write(limits)
        snapshot.write(until)
        snapshot.write(owner)
        snapshot.write(successorOwner)
        snapshot.write(conditions)
        snapshot.write(grantorConsequence)
        snapshot.write(classes)
        snapshot.write(perAction)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        authenticationClass = try snapshot.read()
        limits = try snapshot.read()
        until = try snapshot.read()
        owner = try snapshot.read()
        successorOwner = try snapshot.read()
        conditions = try snapshot.read()
        grantorConsequence = try snapshot.read()
        classes = try snapshot.read()
        perAction = try snapshot.read()
    }
}

extension RecordedIntent: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(intent)
        snapshot.write(data: canonical)
        snapshot.write(digest)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(intent: try snapshot.read(), canonical: try snapshot.data(), digest: try snapshot.digest())
    }
}

extension Submission: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(id)
        snapshot.write(client)
        snapshot.write(intent)
        snapshot.write(proposal)
        snapshot.write(derived)
        snapshot.write(subject)
        snapshot.write(relation)
        snapshot.write(receivedAt)
        snapshot.write(expiresAt)
        snapshot.write(asker)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            id: try snapshot.read(), client: try snapshot.read(), intent: try snapshot.read(),
            proposal: try snapshot.read(), derived: try snapshot.read(), subject: try snapshot.read(),
            relation: try snapshot.read(), receivedAt: try snapshot.read(), expiresAt: try snapshot.read(),
            asker: try snapshot.read())
    }
}

extension SubmissionOutcome: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .approved(let mission): snapshot.write(0, mission)
        case .denied(let code): snapshot.write(1, code)
        case .expired: snapshot.write(count: 2)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 3) {
        case 0: self = .approved(try snapshot.read())
        case 1: self = .denied(try snapshot.read())
        default: self = .expired
        }
    }
}

extension Submission.Asker: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .client(let client): snapshot.write(0, client)
        case .session(let session): snapshot.write(1, session)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 2) {
        case 0: self = .client(try snapshot.read())
        default: self = .session(try snapshot.read())
        }
    }
}

extension ResolvedSubmission: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(asker)
        snapshot.write(outcome)
        snapshot.write(at)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(asker: try snapshot.read(), outcome: try snapshot.read(), at: try snapshot.read())
    }
}

extension SubmissionTable: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        let submissions = open.values.sorted { $0.id < $1.id }
        snapshot.write(submissions)
        decided.write(to: &snapshot)
        snapshot.write(lastRefused)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        let submissions: [Submission] = try snapshot.read()
        guard zip(submissions, submissions.dropFirst()).allSatisfy({ $0.id < $1.id }) else {
            throw snapshot.error("submissions are not in order")
        }
        for submission in submissions { add(submission) }
        decided = try RecentTable(from: &snapshot)
        lastRefused = try snapshot.read()
    }
}

extension RefusedChild: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(parent)
        snapshot.write(authority)
        snapshot.write(code)
        snapshot.write(at)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(
            parent: try snapshot.read(), authority: try snapshot.read(), code: try snapshot.read(),
            at: try snapshot.read())
    }
}

extension NonceTable.Key: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(client)
        snapshot.write(mission)
        snapshot.write(nonce)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(client: try snapshot.read(), mission: try snapshot.read(), nonce: try snapshot.read())
    }
}

extension NonceTable.Answer: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        snapshot.write(request)
        snapshot.write(answer)
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init(request: try snapshot.read(), answer: try snapshot.read())
    }
}

extension LifecycleAnswer: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) {
        switch self {
        case .signed(let response):
            snapshot.write(count: 0)
            snapshot.write(data: response)
        case .refused(let refusal):
            snapshot.write(1, refusal.code)
            snapshot.write(refusal.detail)
        }
    }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        switch try snapshot.position(below: 2) {
        case 0: self = .signed(try snapshot.data())
        default: self = .refused(Refusal(try snapshot.read(), try snapshot.read()))
        }
    }
}

extension NonceTable: SnapshotValue {
    func write(to snapshot: inout SnapshotWriter) { answers.write(to: &snapshot) }

    init(from snapshot: inout SnapshotReader) throws(SnapshotError) {
        self.init()
        answers = try RecentTable(from: &snapshot)
    }
}
