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

    init(_ name: String, _ events: Monitor<[String]>, refuses: Bool = false, hang: Monitor<Bool>? = nil) {
        self.name = name
        self.events = events
        self.refuses = refuses
        self.hang = hang
    }

    func start() throws {
        if refuses { throw Refusal() }
        events.withLock { $0.append("start \(name)") }
    }

    func stop(deadline: Deadline) {
        events.withLock { $0.append("stop \(name)") }
        _ = hang?.wait { $0 }
    }
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

    @Test func `services start in order and stop in reverse, once`() throws {
        let group = ServiceGroup([Recorder("a", events), Recorder("b", events)], stopLimit: patience)
        #expect(group.stop().isEmpty)
        let second = ServiceGroup([Recorder("a", events), Recorder("b", events)], stopLimit: patience)
        try second.start()
        #expect(second.stop().map(\.service) == ["b", "a"])
        #expect(second.stop().isEmpty)
        #expect(events.withLock { $0 } == ["start a", "start b", "stop b", "stop a"])
    }
}
