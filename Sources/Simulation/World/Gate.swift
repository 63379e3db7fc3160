// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionAuthority
import MissionKernel
import MissionWire

/// The enforcement point in front of a tool: it follows missions, and keeps permits as long as their class allows.
// SAFETY: a world has one thread, and nothing else uses this.
final class Gate: @unchecked Sendable {
    private var cache = DecisionCache()
    /// Permits that a sabotaged gate keeps.
    private var hoard: [DecisionCache.Question: Instant] = [:]
    /// What has come in by the watch, the latest version of each mission.
    private var received: [MissionID: Int64] = [:]
    private var unread: [(mission: MissionID, version: Int64)] = []
    private var followed: [MissionID] = []
    private(set) var isConnected = false
    /// Counts the connections: only the latest is listened to.
    private var line = 0
    /// Answers that are on their way to the cache.
    private var late: [(decision: Decision, question: DecisionCache.Question, meaning: ClassMeaning)] = []

    /// The connection breaks: what is sent meanwhile is never received.
    func lose() {
        isConnected = false
        received = [:]
    }

    /// Follows all missions anew; the watch begins with how they stand.
    func connect(_ world: World) {
        lose()
        followed = world.oracle.order
        line += 1
        let own = line
        isConnected = true
        _ = world.house.hub.open(following: followed, caller: .client(Vocabulary.gate)) { _ in
            WatchSink(
                send: { [self] bytes in
                    guard isConnected, own == line else { return false }
                    receive(bytes)
                    return true
                }, close: {})
        }
    }

    private func receive(_ bytes: [UInt8]) {
        for message in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            guard message.hasPrefix("data: ") else { continue }
            do {
                let root = try JSONDocument(Array(message.dropFirst(6).utf8)).root
                let mission: MissionID = try root.member("mission").identifier()
                let version = try root.member("version").version()
                received[mission] = version
                unread.append((mission, version))
            } catch {
                preconditionFailure("a watch message cannot be read: \(error)")
            }
        }
    }

    /// Reads what has come in: from now on nothing decided before counts.
    func readWatch() {
        for change in unread { cache.learn(version: change.version, of: change.mission) }
        unread = []
    }

    /// Nobody who follows has missed anything.
    func check(_ world: World) {
        guard isConnected, !world.house.sequencer.hasDue else { return }
        for id in followed {
            do throws(Refusal) {
                let version = try world.house.authority.report(on: id, caller: .owner).standing.version
                world.oracle.expect(
                    received[id] == version, .cascade,
                    "\(id.short) is at version \(version), and who follows it was told \(received[id] ?? 0)")
            } catch {
                world.oracle.fail(.durable, "\(id.short) is followed and cannot be read")
            }
        }
    }

    /// Puts answers that were on their way into the cache.
    func keepLate() {
        for answer in late { cache.keep(answer.decision, of: answer.question, meaning: answer.meaning) }
        late = []
    }

    /// Somebody wants to use the tool: from the cache, or after asking.
    func use(_ request: ActionRequest, _ world: World) {
        let question = DecisionCache.Question(request)
        let now = world.clock.now
        if cache.permits(question, at: now) || hoard[question].map({ now < $0 }) == true {
            world.note(.cacheServed)
            world.tell("the gate lets \(request.action) under \(request.mission.short) through from its cache")
            return world.oracle.judgeCached(request, at: world.oracle.now)
        }
        guard !world.house.isDead else { return }
        let decision = world.evaluate(request)
        world.tell("the gate asks for \(request.action) under \(request.mission.short): \(decision.text)")
        world.oracle.judge(decision, request, at: world.now)
        let meaning = world.house.published.read { $0.policy.meaning(of: decision.actionClass) }
        late.append((decision, question, meaning))
        if decision.isPermit { hoard(question, decision, world) }
    }

    private func hoard(_ question: DecisionCache.Question, _ decision: Decision, _ world: World) {
        guard let faults = world.sabotage?.faults else { return }
        if faults.cachesEverything { hoard[question] = world.clock.now.adding(milliseconds: 300_000) }
        if faults.cacheNeverAges, decision.actionClass < .consequentialWrite { hoard[question] = .distantFuture }
    }
}

extension World {
    /// A plain evaluation, as the sabotage in force lets it come out.
    fileprivate func evaluate(_ request: ActionRequest) -> Decision {
        let truly = house.authority.evaluate(request, caller: .client(Vocabulary.gate)).decision
        guard let reason = sabotage?.faults.looking, truly.denial?.reason == reason else { return truly }
        let now = now
        return house.published.read { state in
            var view = state
            if reason == .authorityContained {
                view.forgeWhole(request.mission, archive)
            } else {
                view.forgeActive(request.mission, at: now)
                view.forgeAncestors(of: request.mission, at: now)
            }
            return view.evaluate(request, at: now)
        }
    }
}

extension Decision {
    fileprivate var text: String { denial.map { "denied \($0.reason.rawValue)" } ?? "permitted" }
}
