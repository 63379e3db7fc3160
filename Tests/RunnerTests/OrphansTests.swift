// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Platform
import Testing

@testable import Runner

/// What counts as left behind by a supervisor.
struct `The orphans of a session` {
    private let session = SessionID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)

    private func sleeper(_ environment: [String: String]) throws -> ChildProcess {
        try ChildProcess.spawn(ChildCommand("/bin/sleep", ["1000"], environment: environment))
    }

    @Test func `do not include a process that works under no mission, whatever its environment says`() throws {
        let child = try sleeper([SessionEnvironment.sessionVariable: session.text])
        #expect(try Orphans.of(session).isEmpty)
        try Orphans.end(session)
        #expect(try child.wait(deadline: .now) == nil)
        #expect(child.terminateGroup(grace: .zero) != .unknown)
    }

    @Test func `are the processes that work under it, and end when they are told to`() throws {
        let session = SessionID(high: 0x0123_4567_89AB_CDEF, low: 1)
        var command = ChildCommand(
            "setpriv", ["--no-new-privs", "sh", "-c", "echo up; exec sleep 1000"],
            environment: Environment.all.merging([SessionEnvironment.sessionVariable: session.text]) { $1 })
        command.standardOutput = .pipe
        let child = try ChildProcess.spawn(command)
        guard let output = child.takeStandardOutput() else { return _ = Issue.record("it has no output") }
        var chunk = [UInt8](repeating: 0, count: 3)
        #expect(try output.read(into: &chunk) == 3)
        #expect(try Orphans.of(session) == [child.pid])
        try Orphans.end(session)
        #expect(try child.wait(deadline: .now) == .signalled(.terminate))
        #expect(try Orphans.of(session).isEmpty)
    }
}
