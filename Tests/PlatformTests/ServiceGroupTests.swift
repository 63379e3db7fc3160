// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

/// Writes down what happens to it.
private final class Recorder: Service {
    struct Refusal: Error {}

    let name: String
    private let events: Monitor<[String]>
    private let refuses: Bool
    private let hang: Monitor<Bool>?
    private let onDeath = Monitor<(@Sendable (any Error) -> Void)?>(nil)

    init(_ name: String, _ events: Monitor<[String]>, refuses: Bool = false, hang: Monitor<Bool>? = nil) {
        self.name = name
        self.events = events
        self.refuses = refuses
        self.hang = hang
    }

    func start(onDeath: @escaping @Sendable (any Error) -> Void) throws {
        if refuses { throw Refusal() }
        events.withLock { $0.append("start \(name)") }
        self.onDeath.withLock { $0 = onDeath }
    }

    func stop(deadline: Deadline) {
        events.withLock { $0.append("stop \(name)") }
        _ = hang?.wait { $0 }
    }

    func die() { onDeath.withLock { $0 }?(Refusal()) }
}

@Suite(.timeLimit(.minutes(2))) struct ServiceGroupTests {
    private let events = Monitor<[String]>([])

    @Test func `starting a group twice stops the program`() async {
        await #expect(processExitsWith: .failure) {
            let group = ServiceGroup([], stopLimit: .seconds(1))
            try group.start()
            try group.start()
        }
    }

    @Test func `a service that does not start brings those before it down and its error out`() {
        let group = ServiceGroup(
            [
                Recorder("a", events), Recorder("b", events), Recorder("c", events, refuses: true),
                Recorder("d", events),
            ],
            stopLimit: patience)
        let failure = #expect(throws: ServiceStartFailure.self) { try group.start() }
        #expect(failure?.service == "c")
        #expect(failure?.reason is Recorder.Refusal)
        #expect(
            failure?.stops == [ServiceStop(service: "b", isInTime: true), ServiceStop(service: "a", isInTime: true)])
        #expect(failure.map { "\($0)" } == "could not start service `c`: Refusal()")
        #expect(events.withLock { $0 } == ["start a", "start b", "stop b", "stop a"])
        #expect(group.stop().isEmpty)
    }

    @Test func `a service that does not stop in time does not keep the others from stopping`() throws {
        let hang = Monitor(false)
        let group = ServiceGroup(
            [Recorder("a", events), Recorder("b", events, hang: hang)], stopLimit: .milliseconds(200))
        try group.start()
        #expect(
            group.stop() == [ServiceStop(service: "b", isInTime: false), ServiceStop(service: "a", isInTime: true)])
        hang.withLock { $0 = true }
        hang.notify()
    }

    @Test func `a service that dies is reported`() throws {
        let told = Monitor<[String]>([])
        let services = [Recorder("a", events), Recorder("b", events)]
        let group = ServiceGroup(services, stopLimit: patience) { death in told.withLock { $0.append("\(death)") } }
        try group.start()
        services[0].die()
        #expect(told.withLock { $0 } == ["service `a` ended by itself: Refusal()"])
        #expect(group.deaths.map(\.service) == ["a"])
        #expect(group.stop().count == 2)
    }

    @Test func `a service that ends because it is stopped has not died`() throws {
        let services = [Recorder("a", events)]
        let group = ServiceGroup(services, stopLimit: patience)
        try group.start()
        group.stop()
        services[0].die()
        #expect(group.deaths.isEmpty)
    }

    @Test func `services start in order and stop in reverse, once`() throws {
        let group = ServiceGroup([Recorder("a", events), Recorder("b", events)], stopLimit: patience)
        #expect(group.stop().isEmpty)
        let second = ServiceGroup([Recorder("a", events), Recorder("b", events)], stopLimit: patience)
        try second.start()
        #expect(second.stop().map(\.service) == ["b", "a"])
        #expect(second.stop().isEmpty)
        #expect(events.withLock { $0 } == ["start a", "start b", "stop b", "stop a"])
    }

    @Test func `a death ends the run and stops the rest`() async {
        await #expect(processExitsWith: .success) {
            let events = Monitor<[String]>([])
            let dying = Recorder("dying", events)
            let waiter = try SignalWaiter()
            let killer = try WorkerThread(name: "killer") {
                while !events.withLock({ $0.contains("start last") }) {}
                dying.die()
            }
            let (end, stops) = try ServiceGroup.run(
                [dying, Recorder("last", events)], stopLimit: .seconds(60), until: waiter)
            killer.join()
            guard case .death(let death) = end else { throw Recorder.Refusal() }
            try #require(death.service == "dying")
            try #require(stops.map(\.service) == ["last", "dying"])
        }
    }
}
