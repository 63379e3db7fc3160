// SPDX-License-Identifier: Apache-2.0

import Ledger
package import MissionKernel

/// One authority's kernel with nothing around it but a clock that the test holds.
///
/// Commands go in one after the other, each at a moment of its own. What they record goes through the ledger's bytes:
/// each event is written, read back, found to be the same and to have the evidence that it needs, and only then
/// applied. So every test of the kernel is one of the codec, of replay and of the check of evidence too.
///
/// A new world knows the client `agent` with all grants, the approver `ada`, who owns what she approves, and the
/// approver `ben`.
package struct KernelWorld: Sendable {
    package private(set) var state = AuthorityState()
    /// Every entry so far, as a store would hold it.
    package private(set) var ledger: [[UInt8]] = []
    /// The moment of the latest command, or what the test has let pass since.
    package private(set) var now = KernelWorld.dawn
    private var reader = EntryReader()
    private var identifiers: UInt64 = 0

    /// The issuer of everything here.
    package static let issuer = "https://authority.example.com"
    /// When every world begins: 2026-11-02T08:00:00Z.
    package static let dawn = Instant(microseconds: 1_793_606_400_000_000)

    package init() {
        register("agent", grants: .all)
        register(.ada)
        register(.ben)
    }

    /// An identifier that no other thing in this world has.
    package mutating func newID<Kind: IdentifierKind>() -> Identifier<Kind> {
        identifiers += 1
        return Identifier(high: 0x57_52_49_54, low: identifiers)
    }

    /// Lets time pass without anything happening.
    package mutating func wait(_ duration: Duration) {
        now = now.adding(milliseconds: duration.milliseconds)
    }

    /// Lets time pass until `moment`; the next command comes just after it.
    package mutating func wait(until moment: Instant) {
        now = max(now, moment)
    }

    /// Carries out `command` at the next moment, or exactly at `moment`, which must lie ahead.
    @discardableResult
    package mutating func perform(
        _ command: some Command, at moment: Instant? = nil
    ) throws(Refusal) -> [Event] {
        try decide(at: moment) { (state, now) throws(Refusal) in
            let events = try command.decide(in: state, at: now)
            return (events, events)
        }
    }

    /// Lets `body` decide at the next moment, or exactly at `moment`, and records the events it answers with.
    package mutating func decide<Answer>(
        at moment: Instant? = nil,
        _ body: (AuthorityState, Instant) throws(Refusal) -> (answer: Answer, events: [Event])
    ) throws(Refusal) -> Answer {
        let chosen = moment ?? now.next
        precondition(chosen > state.latest, "the moment \(chosen) is not after \(state.latest)")
        now = chosen
        // As the one writer does: time passes first, then the command is decided.
        state.advance(to: now)
        let (answer, events) = try body(state, now)
        for event in events { record(event) }
        return answer
    }

    /// Takes an event in as a restart would: from its bytes.
    private mutating func record(_ event: Event) {
        let bytes = EntryCodec.bytes(of: event, at: now)
        precondition(bytes.count <= EntryCodec.bytesMax, "an entry has \(bytes.count) bytes")
        do {
            let read = try reader.read(bytes)
            let (written, found) = (Portrait.of(event), Portrait.of(read.event))
            precondition(
                written == found && read.at == now, "written \(written) at \(now), read \(found) at \(read.at)")
            try EvidenceCheck(for: Self.issuer).check(read.event, at: now, in: state)
            ledger.append(bytes)
            state.apply(read.event, at: read.at)
        } catch {
            preconditionFailure("\(error): \(String(decoding: bytes, as: UTF8.self))")
        }
    }
}

extension KernelWorld {
    /// The code with which `body` is refused, or nil when it is not. Nothing of it stays.
    package func refusal<Answer>(_ body: (inout KernelWorld) throws -> Answer) -> Refusal.Code? {
        var world = self
        do {
            _ = try body(&world)
            return nil
        } catch let refusal as Refusal {
            return refusal.code
        } catch {
            preconditionFailure("\(error) is no refusal")
        }
    }

    /// The state that a restart would find: the ledger replayed from its bytes, and time passed until now.
    package func replayed() -> AuthorityState {
        var state = AuthorityState()
        var reader = EntryReader()
        for bytes in ledger {
            do throws(EntryError) {
                let entry = try reader.read(bytes)
                state.apply(entry.event, at: entry.at)
            } catch {
                preconditionFailure("\(error)")
            }
        }
        state.advance(to: self.state.latest)
        return state
    }

    /// The world after a restart from a snapshot of its state.
    package func restarted() throws(SnapshotError) -> KernelWorld {
        var world = self
        world.state = try AuthorityState(snapshot: state.snapshot)
        return world
    }
}

extension Duration {
    package static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
    package static func hours(_ count: Int) -> Duration { .minutes(60 * count) }
    package static func days(_ count: Int) -> Duration { .hours(24 * count) }

    /// Whole milliseconds, as the kernel counts durations.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

extension Instant {
    package static func + (moment: Instant, duration: Duration) -> Instant {
        moment.adding(milliseconds: duration.milliseconds)
    }

    package static func - (moment: Instant, duration: Duration) -> Instant {
        moment.adding(milliseconds: -duration.milliseconds)
    }
}
