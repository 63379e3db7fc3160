// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel
import WritTesting

/// Knows what must hold. It reads what is durable, as bytes and behind the authority's back, and follows it by rules of
/// its own: plain, slow, and written from the promises instead of the kernel.
// SAFETY: a world has one thread, and nothing else uses this.
final class Oracle: @unchecked Sendable {
    private let witness: MemoryStore
    private var reader = EntryReader()
    private(set) var violation: Violation?
    /// The moment up to which time has passed.
    private(set) var now = Instant.distantPast
    /// All entries as they were first read.
    private(set) var entries: [StoredEntry] = []
    private var events: [Event] = []
    /// What the latest round made durable.
    private(set) var roundEvents: [Event] = []
    /// How missions stood by their own records when the latest round began.
    private(set) var ownBefore: [MissionID: MissionModel.Own] = [:]
    let archive: Archive

    var missions: [MissionID: MissionModel] = [:]
    /// The missions in the order in which they came to be.
    var order: [MissionID] = []
    var facts = FactModel()
    var submissions: [SubmissionID: SubmissionModel] = [:]
    var approvals: [ExactText: MissionID] = [:]
    var sessions: [SessionID: SessionModel] = [:]
    var items: [QueueItemID: ItemModel] = [:]
    var effects: [PermitID: EffectModel] = [:]
    /// The effects in the order in which they were permitted.
    var effectOrder: [PermitID] = []
    var questions: [AttentionID: QuestionModel] = [:]
    var agreements: [OperationKey: AnswerModel] = [:]
    var refusals: [OperationKey: AnswerModel] = [:]
    var nonces: [NonceKey: NonceModel] = [:]
    var enabledClients: [ClientID: Bool] = [:]
    /// The latest version that an approver signed, of software and of people.
    var clientVersions: [ClientID: Int64] = [:]
    var personVersions: [Principal: Int64] = [:]
    var approvers: [Principal: [ApprovalKey]] = [:]
    /// Credentials that were given under each mission, counted here.
    var derived: [MissionID: Int] = [:]

    init(_ medium: MemoryStore.Medium, archive: Archive) {
        witness = MemoryStore(on: medium)
        self.archive = archive
    }

    var size: Int64 { Int64(entries.count) }

    /// Notes that something does not hold; the first such thing is kept.
    func expect(_ holds: Bool, _ promise: Promise, _ detail: @autoclosure () -> String) {
        if !holds, violation == nil { violation = Violation(promise: promise, detail: detail()) }
    }

    func fail(_ promise: Promise, _ detail: String) { expect(false, promise, detail) }

    /// The events from number `first` on.
    func events(from first: Int64) -> ArraySlice<Event> { events[min(Int(first), events.count)...] }

    /// A round of the authority begins.
    func beginRound() {
        read()
        roundEvents = []
        ownBefore = missions.mapValues(\.own)
    }

    /// Takes in what has become durable since.
    func read() {
        do {
            let stored = try witness.entries(from: size, max: 1 << 20)
            for entry in stored { try take(entry) }
        } catch {
            fail(.durable, "the ledger cannot be read: \(error)")
        }
    }

    /// The kernel's own state as all entries give it, one after the other.
    func replayed() throws(EntryError) -> AuthorityState {
        var state = AuthorityState()
        var reader = EntryReader()
        for entry in entries {
            let (event, at) = try reader.read(entry.bytes)
            state.apply(event, at: at)
        }
        return state
    }

    private func take(_ entry: StoredEntry) throws(EntryError) {
        let (event, at) = try reader.read(entry.bytes)
        expect(at >= now || at >= lastAt, .closed, "entry \(entry.number) is at an earlier moment than the one before")
        pass(to: at)
        lastAt = at
        takeGovernance(event, at: at)
        takeWork(event, at: at)
        roundEvents.append(event)
        events.append(event)
        entries.append(entry)
    }

    /// The moment of the latest entry.
    private(set) var lastAt = Instant.distantPast

    /// Lets time pass.
    func pass(to moment: Instant) {
        guard moment > now else { return }
        now = moment
        for id in order {
            guard let turn = missions[id]?.nextTurn, turn <= moment else { continue }
            missions[id]?.pass(to: moment, facts)
        }
    }
}

/// Missions and their ancestors.
extension Oracle {
    /// The mission and its ancestors, up to the root.
    func lineage(of id: MissionID) -> [MissionModel] {
        var found: [MissionModel] = []
        var next: MissionID? = id
        while let current = next, let mission = missions[current] {
            found.append(mission)
            next = mission.parent
        }
        return found
    }

    /// How the mission stands, by walking to the root.
    func standing(of id: MissionID) -> StandingModel? {
        let line = lineage(of: id)
        guard let mission = line.first else { return nil }
        let above = line.dropFirst().compactMap(\.endedAt).min()
        if case .ended(let state, let at, _) = mission.own, at <= above ?? .distantFuture {
            return StandingModel(state: state, since: at)
        }
        if let above { return StandingModel(state: .cascaded, since: above) }
        if let since = line.compactMap(\.suspendedSince).min() { return StandingModel(state: .suspended, since: since) }
        return StandingModel(state: .active, since: nil)
    }

    func isActive(_ id: MissionID) -> Bool { standing(of: id)?.state == .active }

    func hasEnded(_ id: MissionID) -> Bool { standing(of: id)?.state.isTerminal ?? true }

    /// When the mission, or an ancestor, last came back.
    func returnedAt(_ id: MissionID) -> Instant { lineage(of: id).compactMap(\.returnedAt).max() ?? .distantPast }
}

/// What the simulator keeps for whoever needs the whole of an approval.
// SAFETY: a world has one thread, and nothing else uses this.
final class Archive: @unchecked Sendable {
    var approvals: [MissionID: MissionApproved] = [:]
    /// The state before a change, for a sabotage that decides on it.
    var older: AuthorityState?
    private var count = 0

    /// A number that was not drawn before.
    func draw() -> Int {
        count += 1
        return count
    }
}
