// SPDX-License-Identifier: Apache-2.0

/// Begins work under a mission.
package struct OpenSession: Command {
    package let caller: Caller
    package let id: SessionID
    package let mission: MissionID
    package let parent: SessionID?
    package let stopPolicy: StopPolicy
    package let credential: SessionCredential
    /// How the work is started, so that it can be started again: recorded, never interpreted here.
    package let launch: [UInt8]

    package init(
        caller: Caller, id: SessionID, mission: MissionID, parent: SessionID? = nil, stopPolicy: StopPolicy = .suppress,
        credential: SessionCredential, launch: [UInt8] = []
    ) {
        self.caller = caller
        self.id = id
        self.mission = mission
        self.parent = parent
        self.stopPolicy = stopPolicy
        self.credential = credential
        self.launch = launch
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        let index = try state.mission(mission)
        let record = state.missions[index]
        guard state.sessions[id] == nil else { throw Refusal(.alreadyExists, "a session has this id already") }
        try mayOpen(under: record, in: state)
        let standing = state.standing(of: index, at: now)
        guard standing.state == .active else {
            throw Refusal(.missionNotActive, "the mission \(MissionStop(standing).predicate)")
        }
        guard state.registry[record.parties.client].isEnabled else {
            throw Refusal(.identityChanged, "`\(state.registry[record.parties.client].id.text)` is no longer enabled")
        }
        try state.mayDerive(record)
        return [
            .sessionOpened(
                SessionOpened(
                    id: id, mission: mission, parent: parent, stopPolicy: stopPolicy, credential: credential,
                    version: standing.version, launch: launch)),
            .derivationCounted(DerivationCounted(mission: mission)),
        ]
    }

    /// A process under a mission begins work only under a child of that mission.
    private func mayOpen(under record: Mission, in state: AuthorityState) throws(Refusal) {
        switch caller {
        case .owner: break
        case .client(let client):
            guard let index = state.registry.index(of: client), state.registry[index].isEnabled,
                index == record.parties.client
            else { throw .unknownMission }
        case .session(let session):
            guard parent == session, try state.session(session).mission == record.lineage.parent else {
                throw .unknownMission
            }
        }
    }
}

extension AuthorityState {
    /// Whether another credential may be derived under the mission (`max_derivations`).
    func mayDerive(_ mission: Mission) throws(Refusal) {
        guard let limit = mission.terms.limits.derivations, Int(mission.spend.derivations) >= limit else { return }
        throw Refusal(.derivationsExhausted, "the mission allows \(limit) derivations")
    }
}

/// Work under a mission began.
package struct SessionOpened: EventPayload {
    package let id: SessionID
    package let mission: MissionID
    package let parent: SessionID?
    package let stopPolicy: StopPolicy
    package let credential: SessionCredential
    package let version: Int64
    package let launch: [UInt8]

    package init(
        id: SessionID, mission: MissionID, parent: SessionID?, stopPolicy: StopPolicy, credential: SessionCredential,
        version: Int64, launch: [UInt8]
    ) {
        self.id = id
        self.mission = mission
        self.parent = parent
        self.stopPolicy = stopPolicy
        self.credential = credential
        self.version = version
        self.launch = launch
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        state.sessions.add(
            Session(
                id: id, mission: index, openedAt: moment, recordedAt: state.size, parent: parent,
                stopPolicy: stopPolicy,
                binding: MissionBinding(active: state.missions[index], version: version, at: moment),
                credential: credential))
    }
}

extension MissionBinding {
    /// What a session learns when the authority tells it that its mission is active.
    init(active mission: Mission, version: Int64, at moment: Instant) {
        self.init(
            authorityHash: mission.authority.digest, version: version, state: .active, checkedAt: moment,
            expiresAt: min(moment.adding(milliseconds: Self.leaseMilliseconds), mission.expiresAt), source: .status)
    }
}
