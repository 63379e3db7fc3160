// SPDX-License-Identifier: Apache-2.0

/// A part of a program that runs until it is stopped: a server, a writer, a supervisor.
package protocol Service: Sendable {
    /// What the log calls it.
    var name: String { get }

    /// Gets it running and returns; what runs on has threads of its own, and does not end before it is stopped. Called
    /// once.
    func start() throws

    /// Ends it and returns when that is done, at best before the deadline. Called at most once, after `start` returned.
    func stop(deadline: Deadline)
}

/// A service that did not start.
///
/// Those that had started before it have been stopped again.
package struct ServiceStartFailure: Error, Sendable, CustomStringConvertible {
    /// The service's name.
    package let service: String
    /// What its `start` threw.
    package let reason: any Error
    /// How those that had started were stopped, in that order.
    package let stops: [ServiceStop]

    /// One line for the log.
    package var description: String { "could not start service `\(service)`: \(reason)" }
}

/// How one service was stopped.
package struct ServiceStop: Hashable, Sendable {
    /// The service's name.
    package let service: String
    /// Whether it returned in time.
    ///
    /// One that did not is left behind, still at work on ending.
    package let isInTime: Bool
}
