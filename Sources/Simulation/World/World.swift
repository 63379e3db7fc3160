// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionAuthority
import MissionKernel
import WritTesting

/// One simulated world: an authority on its disk, people, agents, an enforcement point, and everything that goes wrong
/// between them. One thread, and no chance but the seed's.
// SAFETY: a world is made and stepped by one thread.
final class World: @unchecked Sendable {
    let sabotage: Sabotage?
    var random: SeededRandom
    let clock = WorldClock()
    let identities = Identities()
    let archive = Archive()
    let testimony = Testimony()
    let medium = MemoryStore.Medium()
    let weather = Weather()
    let outside = Outside()
    let gate = Gate()
    var oracle: Oracle
    var house: House
    var coverage = Coverage()
    var trace = Trace()
    var step = 0
    /// Calls that wait for the writer's next round.
    var waiting: [Pending] = []
    /// Answers that have arrived and are to be read.
    var arrived: [(then: Reading, answer: Answer)] = []
    /// Calls whose answer never came, to be made again word for word.
    var unanswered: [Pending] = []
    var workers: [Worker] = []
    /// Attempts that were taken over and do not know it.
    var fenced: [(attempt: Attempt, caller: Caller)] = []
    /// What was known of the calls in the round under way.
    var askings: [Asking] = []
    /// Whether the process dies when the round under way is over.
    var isDoomed = false
    /// Steps until a crashed authority is started again.
    var downSteps = 0
    /// The checkpoint that was shown last.
    var shown: Checkpoint?
    /// Whether things may go wrong.
    var isStormy = true
    private var counted: Int64 = 0

    typealias Reading = @Sendable (World, Answer) -> Void

    /// A call on its way.
    struct Pending: Sendable {
        let call: Call
        let isForged: Bool
        let then: Reading
    }

    init(seed: UInt64, sabotage: Sabotage?) throws {
        self.sabotage = sabotage
        random = SeededRandom(seed: seed)
        oracle = Oracle(medium, archive: archive)
        house = try House(
            store: FaultyStore(MemoryStore(on: medium), script: weather.strike), clock: clock, identities: identities,
            sabotage: sabotage, archive: archive)
        found()
    }

    /// The people and the software that are there from the beginning.
    private func found() {
        for client in Vocabulary.clients {
            house.put(.register(client, Vocabulary.grants(of: client), nil)) { _ in }
        }
        // The first approver is founded, and signs for the others.
        for person in Signatory.all {
            let signed = person.name == Signatory.ada.name ? nil : Signatory.ada.enrolment(of: person, version: 1)
            house.put(.enrol(person.principal, person.approvalKey, signed)) { _ in }
        }
        house.sequencer.run(house.queue.takeAll())
        look()
    }

    /// The authority's time.
    var now: Instant { house.authority.read { _, now in now } }

    func note(_ mark: Mark) { coverage.note(mark) }

    func chance(_ percent: Int) -> Bool { random.chance(percent: percent) }

    func tell(_ line: String) { trace.add("\(step) \(line)") }

    /// After each step: what is durable, what is told, and what the oracle makes of it.
    func look() {
        oracle.read()
        guard !house.isDead else { return }
        let now = now
        oracle.pass(to: now)
        oracle.expect(
            house.published.read { $0.size } == oracle.size, .durable,
            "the authority knows \(house.published.read { $0.size }) entries, and \(oracle.size) are durable")
        for id in oracle.order {
            do throws(Refusal) {
                oracle.compare(try house.authority.report(on: id, caller: .owner), testimony)
            } catch {
                oracle.fail(.durable, "\(id.short) is recorded and cannot be read")
            }
        }
        oracle.accountForUnknown()
        for event in oracle.events(from: counted) { count(event) }
        counted = oracle.size
    }

    /// Counts what an entry shows, and compares it with what has happened outside.
    private func count(_ event: Event) {
        var depth = 0
        if case .missionApproved(let approved) = event { depth = oracle.missions[approved.id]?.depth ?? 0 }
        if case .effectConcluded(let concluded) = event, concluded.outcome == .refused {
            let hasHappened = outside.hasHappened(concluded.id)
            oracle.expect(!hasHappened, .effects, "\(concluded.id.short) is recorded as not done, and has happened")
        }
        coverage.note(event, depth: depth)
    }
}
