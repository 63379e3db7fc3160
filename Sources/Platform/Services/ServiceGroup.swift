// SPDX-License-Identifier: Apache-2.0
/// Services that start in order and stop in reverse, so that each can rely on those before it.
///
/// One thread starts and stops the group.
package final class ServiceGroup: Sendable {
    private enum Phase { case idle, running, stopped }

    private struct State: Sendable {
        var phase = Phase.idle
        var started: [any Service] = []
    }

    private let services: [any Service]
    private let stopLimit: Duration
    private let state = Monitor(State())

    /// A group that does not run yet.
    ///
    /// - Parameter stopLimit: how long each service may take to stop before the next one's turn comes.
    package init(_ services: [any Service], stopLimit: Duration) {
        self.services = services
        self.stopLimit = stopLimit
    }

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
                try service.start()
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
}

extension ServiceGroup {
    /// Starts services, waits for a signal, and stops them.
    ///
    /// - Returns: how each service was stopped, in that order.
    package static func run(
        _ services: [any Service], stopLimit: Duration, until waiter: SignalWaiter
    ) throws -> [ServiceStop] {
        let group = ServiceGroup(services, stopLimit: stopLimit)
        try group.start()
        defer { group.stop() }
        while true {
            if case .signal = try waiter.wait() { return group.stop() }
        }
    }
}
