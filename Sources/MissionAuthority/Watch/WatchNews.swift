// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

/// What a round changed, and how the missions that it concerns stand after it.
struct WatchNews {
    let state: AuthorityState
    private let now: Instant
    /// The missions that it changed, each once, in the order in which it did.
    private(set) var missions: [MissionIndex] = []
    /// The clients whose registration it changed.
    private(set) var clients: Set<ClientID> = []
    private(set) var facts: Set<FactIndex> = []
    private var messages: [MissionIndex: WatchMessage] = [:]

    init(_ events: [StagedEvent], in state: AuthorityState, at now: Instant) {
        self.state = state
        self.now = state.moment(now)
        var known: Set<MissionIndex> = []
        for staged in events {
            switch staged.event.watched {
            case .mission(let id):
                if let index = state.missions.index(of: id), known.insert(index).inserted { missions.append(index) }
            case .client(let id): clients.insert(id)
            case .fact(let key): if let index = state.facts.index(of: key) { facts.insert(index) }
            case nil: continue
            }
        }
    }

    /// The missions that it changed, and those below them that have not ended by themselves, up to a bound: what an
    /// ancestor brings is written for each of them later, or not at all.
    var missionsWithDescendants: [MissionIndex] {
        var (found, known) = (missions, Set(missions))
        var next = 0
        while next < found.count, found.count - missions.count < Self.descendantsMax {
            for child in state.missions[found[next]].offspring.children {
                guard found.count - missions.count < Self.descendantsMax else { break }
                if case .ended = state.missions[child].lifecycle { continue }
                if known.insert(child).inserted { found.append(child) }
            }
            next += 1
        }
        return found
    }

    /// Descendants that a round tells those of who follow all missions: the writer waits meanwhile.
    private static let descendantsMax = 1000

    /// How a mission stands; made once, however many watches it is told to.
    mutating func message(about mission: MissionIndex) -> WatchMessage {
        if let message = messages[mission] { return message }
        let message = WatchMessage(MissionReport(mission, in: state, at: now))
        messages[mission] = message
        return message
    }

    /// Whether the registration of whoever watches was changed.
    func isChanged(_ caller: Caller) -> Bool {
        if case .client(let id) = caller { clients.contains(id) } else { false }
    }
}

/// What an event changes of that which watches tell, or whom they tell.
private enum Watched {
    /// Its standing or its terms.
    case mission(MissionID)
    /// Its registration.
    case client(ClientID)
    /// Its value, and so the standing of whatever depends on it.
    case fact(FactKey)
}

extension Event {
    /// What the event changes of that which watches tell; nil when it is nothing.
    fileprivate var watched: Watched? {
        switch self {
        case .clientRegistered(let event): .client(event.id)
        case .clientDisabled(let event): .client(event.id)
        case .factChanged(let event): .fact(event.fact)
        case .missionApproved(let event): .mission(event.id)
        case .missionSuspended(let event): .mission(event.mission)
        case .suspensionChanged(let event): .mission(event.mission)
        case .missionResumed(let event): .mission(event.mission)
        case .missionEnded(let event): .mission(event.mission)
        case .missionContained(let event): .mission(event.mission)
        case .missionExtended(let event): .mission(event.mission)
        case .missionTightened(let event): .mission(event.mission)
        case .ownerChanged(let event): .mission(event.mission)
        case .principalRegistered, .policySet, .submissionReceived, .submissionDenied, .submissionExpired,
            .lifecycleAnswered, .factSettled, .permitGranted, .permitRefused, .effectIntended, .effectConcluded,
            .derivationCounted, .sessionOpened, .sessionCheckpointed, .sessionResumed, .sessionStopped,
            .sessionRebound, .itemQueued, .itemDispatched, .itemConcluded, .processStopped, .attentionRaised,
            .attentionAnswered, .attentionEscalated, .attentionExpired:
            nil
        }
    }
}

/// How a mission stands, as a server-sent event. It has no id, since no watch goes on from one: a watch that begins
/// again tells how the missions that it names stand then.
struct WatchMessage {
    let version: Int64
    let bytes: [UInt8]

    init(_ report: MissionReport) {
        var json = CanonicalWriter()
        json.object { json in
            json.member("containment_version", report.containmentVersion)
            json.member("expires_at", report.expiresAt)
            json.member("mission", report.id)
            json.member("state", report.standing.state.rawValue)
            json.member("successor", report.standing.ending?.successor)
            json.member("version", report.standing.version)
        }
        version = report.standing.version
        bytes = Array("event: mission\ndata: ".utf8) + json.bytes + Array("\n\n".utf8)
    }
}
