// SPDX-License-Identifier: Apache-2.0

package import MissionKernel
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
        guard let number = watches.withLock({ $0.reserve(most: watchesMax) }) else { return false }
        guard let sink = stream({ [weak self] in self?.end(number) }) else {
            end(number)
            return true
        }
        let isOpen = watches.withLock { watches in
            // WHY: under the lock that tells changes, so that none falls between the first messages and the watch.
            let (watch, messages) = begin(missions, sink, caller)
            guard watches.open(watch, at: number) else { return false }
            _ = sink.send(messages)
            return true
        }
        if !isOpen { sink.close() }
        return true
    }

    private func begin(_ missions: [MissionID]?, _ sink: WatchSink, _ caller: Caller) -> (Watch, [UInt8]) {
        let state = published.copy()
        let now = state.moment(clock())
        var messages = Array(": writ watch\n\n".utf8)
        guard let missions else { return (Watch(sink: sink, caller: caller, told: nil, lines: []), messages) }
        var told: [MissionIndex: Int64] = [:]
        for index in missions.compactMap({ state.missions.index(of: $0) }) where told[index] == nil {
            let message = WatchMessage(MissionReport(index, in: state, at: now))
            told[index] = message.version
            messages += message.bytes
        }
        return (Watch(sink: sink, caller: caller, told: told, lines: told.keys.map { state.line(from: $0) }), messages)
    }

    /// Tells what a round brought. Called by the writer after publishing, in order.
    package func tell(_ events: [StagedEvent]) {
        watches.withLock { watches in
            guard !watches.byNumber.isEmpty else { return }
            var news = WatchNews(events, in: published.copy(), at: clock())
            Self.endChanged(by: news, in: &watches)
            var lost = Self.tellAll(&news, in: watches)
            for (number, missions) in watches.concerned(by: news) {
                if !Self.tell(&news, of: missions, to: number, in: &watches) { lost.append(number) }
            }
            for number in lost { watches.remove(number)?.close() }
        }
    }

    /// Ends the watches of clients whose registration was changed.
    private static func endChanged(by news: WatchNews, in watches: inout Watches) {
        guard !news.clients.isEmpty else { return }
        var ended: [Int64] = []
        for (number, watch) in watches.byNumber where news.isChanged(watch.caller) { ended.append(number) }
        for number in ended { watches.remove(number)?.close() }
    }

    /// Tells those who follow all missions; answers whose stream no longer takes it.
    private static func tellAll(_ news: inout WatchNews, in watches: borrowing Watches) -> [Int64] {
        guard !watches.followingAll.isEmpty else { return [] }
        var messages: [UInt8] = []
        for mission in news.missionsWithDescendants { messages += news.message(about: mission).bytes }
        guard !messages.isEmpty else { return [] }
        var lost: [Int64] = []
        for number in watches.followingAll where watches.byNumber[number]?.sink.send(messages) == false {
            lost.append(number)
        }
        return lost
    }

    /// Tells one watch of those missions that stand differently than it knows; false when its stream takes no more.
    private static func tell(
        _ news: inout WatchNews, of missions: [MissionIndex], to number: Int64, in watches: inout Watches
    ) -> Bool {
        guard let watch = watches.byNumber[number] else { return true }
        var messages: [UInt8] = []
        for mission in missions {
            let message = news.message(about: mission)
            guard watch.told?[mission] != message.version else { continue }
            watches.note(message.version, of: mission, toldTo: number)
            messages += message.bytes
        }
        return messages.isEmpty || watch.sink.send(messages)
    }

    /// Sends a comment on each stream, so that clients that vanished are noticed and others know that the watch lives.
    package func beat() {
        watches.withLock { watches in
            var lost: [Int64] = []
            for (number, watch) in watches.byNumber where !watch.sink.send(Array(": beat\n\n".utf8)) {
                lost.append(number)
            }
            for number in lost { watches.remove(number)?.close() }
        }
    }

    /// Ends all watches; no more can be opened.
    package func close() { watches.withLock { $0.close() } }

    package var count: Int { watches.withLock { $0.byNumber.count } }

    private func end(_ number: Int64) { watches.withLock { _ = $0.remove(number) } }
}

extension AuthorityState {
    /// A mission, and its ancestors up to the root.
    fileprivate func line(from index: MissionIndex) -> [MissionIndex] {
        var line = [index]
        while let parent = missions[line[line.count - 1]].lineage.parent { line.append(parent) }
        return line
    }
}
