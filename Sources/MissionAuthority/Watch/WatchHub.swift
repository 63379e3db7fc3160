// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire
import Platform

/// Where a watch's messages go.
package struct WatchSink: Sendable {
    /// False when they can no longer be sent.
    package let send: @Sendable ([UInt8]) -> Bool
    package let close: @Sendable () -> Void

    package init(send: @escaping @Sendable ([UInt8]) -> Bool, close: @escaping @Sendable () -> Void) {
        self.send = send
        self.close = close
    }
}

/// Tells watchers of each change of the missions that they follow, from the commit on that brought it.
///
/// A watch begins with how each followed mission stands; afterwards there is a message for each new version. What an
/// ancestor, a fact or the clock brings is told too. A watcher that is too slow is cut off and begins again; so is a
/// client whose registration changes, which then has to prove anew who it is.
package final class WatchHub: Sendable {
    private struct Watch {
        let sink: WatchSink
        let caller: Caller
        /// The version that was last told, by mission; nil to follow all.
        var told: [MissionIndex: Int64]?
    }

    private struct Watches: ~Copyable {
        var byNumber: [Int64: Watch] = [:]
        var nextNumber: Int64 = 0
        /// For each mission that is followed, or an ancestor of one, the watches to tell.
        var interested: [MissionIndex: Set<Int64>] = [:]
        var isClosed = false
    }

    private let published: PublishedState
    private let clock: @Sendable () -> Instant
    private let watches = Monitor(Watches())
    private let watchesMax: Int

    package init(
        published: PublishedState, watchesMax: Int = 4096, clock: @escaping @Sendable () -> Instant
    ) {
        self.published = published
        self.watchesMax = watchesMax
        self.clock = clock
    }

    /// Opens a watch over a stream that `stream` begins; false when there are too many.
    ///
    /// The first messages say how each followed mission stands now: nothing committed later is missed.
    package func open(
        following missions: [MissionID]?, caller: Caller,
        stream: (_ onEnd: @escaping @Sendable () -> Void) -> WatchSink?
    ) -> Bool {
        let number = watches.withLock { watches -> Int64? in
            guard !watches.isClosed, watches.byNumber.count < watchesMax else { return nil }
            watches.nextNumber += 1
            return watches.nextNumber
        }
        guard let number else { return false }
        guard let sink = stream({ [weak self] in self?.end(number) }) else { return true }
        watches.withLock { watches in
            // WHY: under the lock that tells changes, so that none falls between the first messages and the watch.
            let (watch, messages) = begin(missions, sink, caller)
            watches.byNumber[number] = watch
            for index in watch.told.map({ Array($0.keys) }) ?? [] { follow(index, by: number, in: &watches) }
            _ = sink.send(messages)
        }
        return true
    }

    private func begin(_ missions: [MissionID]?, _ sink: WatchSink, _ caller: Caller) -> (Watch, [UInt8]) {
        published.read { state in
            let now = state.moment(clock())
            let indexes = missions?.compactMap { state.missions.index(of: $0) }
            var told: [MissionIndex: Int64]?
            var messages = Array(": writ watch\n\n".utf8)
            if let indexes {
                told = [:]
                for index in indexes {
                    let report = MissionReport(index, in: state, at: now)
                    told?[index] = report.standing.version
                    messages += WatchMessage.bytes(report)
                }
            }
            return (Watch(sink: sink, caller: caller, told: told), messages)
        }
    }

    private func follow(_ index: MissionIndex, by number: Int64, in watches: inout Watches) {
        var lineage = [index]
        published.read { state in
            var parent = state.missions[index].lineage.parent
            while let ancestor = parent {
                lineage.append(ancestor)
                parent = state.missions[ancestor].lineage.parent
            }
        }
        for mission in lineage { watches.interested[mission, default: []].insert(number) }
    }

    /// Tells what a round brought. Called by the writer after publishing, in order.
    package func tell(_ events: [StagedEvent]) {
        watches.withLock { watches in
            guard !watches.byNumber.isEmpty else { return }
            let touched = Touched(events, in: published)
            var lost: [Int64] = []
            for (number, watch) in watches.byNumber {
                guard !touched.isChanged(watch.caller) else {
                    lost.append(number)
                    continue
                }
                let messages = messages(for: &watches.byNumber[number], watch, number, touched, watches.interested)
                if !messages.isEmpty, !watch.sink.send(messages) { lost.append(number) }
            }
            for number in lost { Self.remove(number, from: &watches)?.close() }
        }
    }

    private func messages(
        for slot: inout Watch?, _ watch: Watch, _ number: Int64, _ touched: Touched,
        _ interested: [MissionIndex: Set<Int64>]
    ) -> [UInt8] {
        var messages: [UInt8] = []
        published.read { state in
            let now = state.moment(clock())
            guard let told = watch.told else {
                for index in touched.missions {
                    messages += WatchMessage.bytes(MissionReport(index, in: state, at: now))
                }
                return
            }
            let isConcerned = touched.hasFacts || touched.missions.contains { interested[$0]?.contains(number) == true }
            guard isConcerned else { return }
            for (index, version) in told {
                let report = MissionReport(index, in: state, at: now)
                guard report.standing.version != version else { continue }
                slot?.told?[index] = report.standing.version
                messages += WatchMessage.bytes(report)
            }
        }
        return messages
    }

    /// Sends a comment on each stream, so that clients that vanished are noticed and others know that the watch lives.
    package func beat() {
        watches.withLock { watches in
            var lost: [Int64] = []
            for (number, watch) in watches.byNumber where !watch.sink.send(Array(": beat\n\n".utf8)) {
                lost.append(number)
            }
            for number in lost { Self.remove(number, from: &watches)?.close() }
        }
    }

    /// Ends all watches; no more can be opened.
    package func close() {
        watches.withLock { watches in
            watches.isClosed = true
            for watch in watches.byNumber.values { watch.sink.close() }
            watches.byNumber = [:]
            watches.interested = [:]
        }
    }

    package var count: Int { watches.withLock { $0.byNumber.count } }

    private func end(_ number: Int64) {
        watches.withLock { watches in _ = Self.remove(number, from: &watches) }
    }

    private static func remove(_ number: Int64, from watches: inout Watches) -> WatchSink? {
        guard let watch = watches.byNumber.removeValue(forKey: number) else { return nil }
        guard watch.told != nil else { return watch.sink }
        for index in Array(watches.interested.keys) {
            watches.interested[index]?.remove(number)
            if watches.interested[index]?.isEmpty == true { watches.interested[index] = nil }
        }
        return watch.sink
    }
}

/// The missions and clients that a round changed.
private struct Touched {
    var missions: [MissionIndex] = []
    private var clients: Set<ClientID> = []
    var hasFacts = false

    init(_ events: [StagedEvent], in published: PublishedState) {
        published.read { state in
            for staged in events {
                if case .factChanged = staged.event { hasFacts = true }
                if let client = staged.event.changedClient { clients.insert(client) }
                guard let id = staged.event.changedMission, let index = state.missions.index(of: id),
                    missions.last != index
                else { continue }
                missions.append(index)
            }
        }
    }

    func isChanged(_ caller: Caller) -> Bool {
        if case .client(let id) = caller { clients.contains(id) } else { false }
    }
}

extension Event {
    /// The client whose registration the event changes.
    fileprivate var changedClient: ClientID? {
        switch self {
        case .clientRegistered(let event): event.id
        case .clientDisabled(let event): event.id
        default: nil
        }
    }

    /// The mission whose standing or terms the event changes.
    fileprivate var changedMission: MissionID? {
        switch self {
        case .missionApproved(let event): event.id
        case .missionSuspended(let event): event.mission
        case .suspensionChanged(let event): event.mission
        case .missionResumed(let event): event.mission
        case .missionEnded(let event): event.mission
        case .missionContained(let event): event.mission
        case .missionExtended(let event): event.mission
        case .missionTightened(let event): event.mission
        case .ownerChanged(let event): event.mission
        default: nil
        }
    }
}

/// A change as a server-sent event. It has no id, since no watch goes on from one: a watch that begins again tells how
/// the missions that it names stand then.
private enum WatchMessage {
    static func bytes(_ report: MissionReport) -> [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("containment_version", report.containmentVersion)
            json.member("expires_at", report.expiresAt)
            json.member("mission", report.id)
            json.member("state", report.standing.state.rawValue)
            json.member("successor", report.standing.ending?.successor)
            json.member("version", report.standing.version)
        }
        return Array("event: mission\ndata: ".utf8) + json.bytes + Array("\n\n".utf8)
    }
}
