// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Platform
import Synchronization

/// The process that supervises a session, as the authority heard it on the owner's socket.
struct SessionSupervisor: Hashable, Sendable {
    let process: ProcessIdentity
    /// How many seccomp filters it runs under; what it starts runs under one more.
    let filterCount: Int?
}

extension SessionSupervisor {
    init(_ facts: ProcessFacts) {
        self.init(process: facts.identity, filterCount: facts.seccompFilterCount)
    }
}

/// Which process supervises which session, as far as this process has heard: like who holds a lease, a fact of the
/// moment, and not one for the ledger.
///
/// It holds what was noted last. Of a supervisor that lives it hears again with the next renewal of the lease.
final class SupervisorBook: Sendable {
    /// A process that was seen below a supervisor.
    private struct Member: Hashable {
        let process: ProcessIdentity
        let supervisor: ProcessIdentity
    }

    private struct Pages {
        var supervisors = Recent<SessionID, SessionSupervisor>()
        var members = Recent<Member, Void>()
    }

    private let pages = Mutex(Pages())
    private let awaitedUntil: BootInstant

    /// - Parameter awaitsSupervisors: whether there are sessions from before this process started, whose supervisors
    ///   will be heard of within one lease.
    init(awaitsSupervisors: Bool) {
        awaitedUntil = .now + .milliseconds(awaitsSupervisors ? MissionBinding.leaseMilliseconds : 0)
    }

    /// Whether supervisors from before the start may still be on their way.
    var isWaiting: Bool { !awaitedUntil.hasPassed }

    /// Notes who supervises the session from now on.
    func note(_ supervisor: SessionSupervisor, of session: SessionID) {
        pages.withLock { $0.supervisors[session] = supervisor }
    }

    /// Notes who supervises the session, unless that is known.
    func noteIfUnknown(_ supervisor: SessionSupervisor, of session: SessionID) {
        pages.withLock { pages in pages.supervisors[session] = pages.supervisors[session] ?? supervisor }
    }

    subscript(session: SessionID) -> SessionSupervisor? { pages.withLock { $0.supervisors[session] } }

    /// Notes that a process is below a supervisor, which stays true when that one ends.
    func note(_ process: ProcessIdentity, below supervisor: SessionSupervisor) {
        pages.withLock { $0.members[Member(process: process, supervisor: supervisor.process)] = () }
    }

    func isKnown(_ process: ProcessIdentity, below supervisor: SessionSupervisor) -> Bool {
        pages.withLock { $0.members[Member(process: process, supervisor: supervisor.process)] != nil }
    }
}

/// A dictionary that forgets what was set longest ago.
private struct Recent<Key: Hashable, Value> {
    /// It holds at least as many as this, and at most twice as many.
    private static var keptMin: Int { 16_384 }

    private var newer: [Key: Value] = [:]
    private var older: [Key: Value] = [:]

    subscript(key: Key) -> Value? {
        get { newer[key] ?? older[key] }
        set {
            if newer.count >= Self.keptMin {
                older = newer
                newer = [:]
            }
            newer[key] = newValue
        }
    }
}
