// SPDX-License-Identifier: Apache-2.0
/// Services that start in order and stop in reverse, so that each can rely on those before it.
///
/// One thread starts and stops the group; services report their deaths from any thread.
package final class ServiceGroup: Sendable {
    /// Why a run of the group ended.
    package enum RunEnd: Sendable {
        /// A signal asked for it.
        case signal(ProcessSignal)
        /// A service ended by itself.
        case death(ServiceDeath)
    }

    private enum Phase { case idle, running, stopped }

    private struct State: Sendable {
        var phase = Phase.idle
        var started: [any Service] = []
        var deaths: [ServiceDeath] = []
    }

    private let services: [any Service]
    private let stopLimit: Duration
    private let onDeath: @Sendable (ServiceDeath) -> Void
    private let state = Monitor(State())

    /// A group that does not run yet.
    ///
    /// - Parameters:
    ///   - stopLimit: how long each service may take to stop before the next one's turn comes.
    ///   - onDeath: told of each service that ends by itself between its start and the group's stop.
    package init(
        _ services: [any Service], stopLimit: Duration, onDeath: @escaping @Sendable (ServiceDeath) -> Void = { _ in }
    ) {
        self.services = services
        self.stopLimit = stopLimit
        self.onDeath = onDeath
    }

    /// The services that ended by themselves, in the order in which they said so.
    package var deaths: [ServiceDeath] { state.withLock { $0.deaths } }

    /// Starts the services in order.
    ///
    /// Called once. When one fails, those before it are stopped, and its error comes out.
    package func start() throws(ServiceStartFailure) {
        state.withLock { state in
            precondition(state.phase == .idle, "a service group was started twice: \(state.phase)")
            state.phase = .running
        }
        for service in services {
            do {
                try service.start { [weak self] reason in self?.died(service.name, reason) }
                state.withLock { $0.started.append(service) }
            } catch {
                throw ServiceStartFailure(service: service.name, reason: error, stops: stop())
            }
        }
    }

    /// Stops what has started, last first, each within the limit.
    ///
    /// Called again, it has nothing to do.
    ///
    /// - Returns: how each was stopped, in that order.
    @discardableResult
    package func stop() -> [ServiceStop] {
        let started = state.withLock { state in
            state.phase = .stopped
            defer { state.started = [] }
            return state.started
        }
        return started.reversed().map { service in
            ServiceStop(service: service.name, isInTime: stop(service, deadline: .after(stopLimit)))
        }
    }

    private func stop(_ service: any Service, deadline: Deadline) -> Bool {
        do {
            return try WorkerThread(name: "stop") { service.stop(deadline: deadline) }.join(deadline: deadline)
        } catch {
            // WHY: a machine without a thread to spare still gets an orderly stop, if not one with a limit.
            service.stop(deadline: deadline)
            return !deadline.hasPassed
        }
    }

    private func died(_ service: String, _ reason: any Error) {
        let death = ServiceDeath(service: service, reason: reason)
        let counts = state.withLock { state in
            if state.phase == .running { state.deaths.append(death) }
            return state.phase == .running
        }
        if counts { onDeath(death) }
    }
}

extension ServiceGroup {
    /// Starts services, waits for a signal or a service's death, and stops them.
    ///
    /// - Returns: what ended the run, and how each service was stopped, in that order.
    package static func run(
        _ services: [any Service], stopLimit: Duration, until waiter: SignalWaiter
    ) throws -> (end: RunEnd, stops: [ServiceStop]) {
        let group = ServiceGroup(services, stopLimit: stopLimit) { _ in waiter.interrupt() }
        try group.start()
        defer { group.stop() }
        while true {
            if let death = group.deaths.first { return (.death(death), group.stop()) }
            if case .signal(let signal) = try waiter.wait() { return (.signal(signal), group.stop()) }
        }
    }
}
