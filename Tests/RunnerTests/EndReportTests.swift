// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import MissionKernel
import Platform
import ScriptedAuthority
import Testing
import WritTesting

@testable import Runner

/// How the authority is told that a session has finished.
@Suite(.timeLimit(.minutes(2))) struct `The end of a session` {
    private let session = SessionID(high: 1, low: 2)
    private var close: String { "/v1/sessions/\(session.text)/close" }

    /// A folder with the socket of an authority, or of none yet.
    private func withSocket<Result>(_ body: (_ socketPath: String, SupervisorFiles) throws -> Result) throws -> Result {
        try Files.withTemporaryDirectory { directory in
            try body(directory + "/socket", SupervisorFiles(socketPath: directory + "/socket"))
        }
    }

    private func environment(_ socketPath: String) -> SessionEnvironment {
        SessionEnvironment(
            socketPath: socketPath, session: session, epoch: 3, mission: MissionID(high: 1, low: 1),
            client: ClientID("worker"), secret: [4, 5, 6])
    }

    /// Reports it, and is told to give up where nobody answers.
    private func report(_ socketPath: String) throws -> EndReport.Outcome {
        let signals = try SignalWaiter()
        return try EndReport(socketPath: socketPath).report(environment(socketPath), signals: signals) { _ in
            signals.interrupt()
        }
    }

    @Test func `is reported at once where the authority answers, and not kept`() throws {
        try withSocket { socketPath, files in
            let authority = try ScriptedAuthority(at: socketPath) { _, _ in .ok() }
            guard case .reported = try report(socketPath) else { throw Unexpected() }
            #expect(authority.questions.map(\.path) == [close])
            #expect(authority.questions.first?.body.contains(#""epoch":3"#) == true)
            #expect(try files.ends().isEmpty)
        }
    }

    @Test func `is kept where nobody answers, and reported with the next look`() throws {
        try withSocket { socketPath, files in
            guard case .kept = try report(socketPath) else { throw Unexpected() }
            try EndReport(socketPath: socketPath).reportKept()
            #expect(try files.ends().map(\.attempt) == [Attempt(session: session, epoch: 3)])
            let authority = try ScriptedAuthority(at: socketPath) { _, _ in .ok() }
            try EndReport(socketPath: socketPath).reportKept()
            #expect(authority.questions.map(\.path) == [close])
            #expect(try files.ends().isEmpty)
        }
    }

    @Test func `that is reported later leaves no lock behind`() throws {
        try withSocket { socketPath, files in
            _ = try files.lock(session)
            guard case .kept = try report(socketPath) else { throw Unexpected() }
            let authority = try ScriptedAuthority(at: socketPath) { _, _ in .ok() }
            try EndReport(socketPath: socketPath).reportKept()
            #expect(authority.questions.count == 1)
            #expect(try files.isHeld(session) == nil)
        }
    }

    @Test func `that is refused leaves another attempt its lock`() throws {
        try withSocket { socketPath, files in
            guard case .kept = try report(socketPath) else { throw Unexpected() }
            let lock = try files.lock(session)
            let authority = try ScriptedAuthority(at: socketPath) { _, _ in .error(409, "stale_epoch") }
            try EndReport(socketPath: socketPath).reportKept()
            #expect(authority.questions.count == 1)
            #expect(try files.ends().isEmpty)
            #expect(try files.isHeld(session) == true)
            _ = consume lock
            #expect(try files.isHeld(session) == false)
        }
    }

    @Test func `that is refused is told with the reason, and not kept`() throws {
        try withSocket { socketPath, files in
            let authority = try ScriptedAuthority(at: socketPath) { _, _ in .error(409, "stale_epoch") }
            guard case .refused(let error) = try report(socketPath) else { throw Unexpected() }
            #expect(error.code == "stale_epoch")
            #expect(authority.questions.count == 1)
            #expect(try files.ends().isEmpty)
        }
    }

    private struct Unexpected: Error {}
}
