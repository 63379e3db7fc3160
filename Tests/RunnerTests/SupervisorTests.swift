// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform
import ScriptedAuthority
import Testing
import WritTesting

/// What a supervisor does with the program that it runs.
@Suite(.timeLimit(.minutes(2))) struct `A supervisor` {
    private static let lease = #"{"decision":"continue","mission_state":"active","valid_ms":600000}"#
    private static let stop = #"{"decision":"terminate","mission_state":"revoked","valid_ms":0}"#

    private static let probe: String = {
        let tests = realpath("/proc/self/exe", nil)
        defer { free(tests) }
        return tests.map { Files.directory(of: String(cString: $0)) + "/supervisor-probe" } ?? ""
    }()

    /// Starts a script under a supervisor that holds a lease for so long, and calls `body` with its first line.
    ///
    /// - Returns: what the supervisor said.
    private func supervise(
        _ script: String, lease milliseconds: Int,
        meanwhile body: (ProcessID, _ line: String) throws -> Void = { _, _ in },
        _ answer: @escaping @Sendable (_ before: Int) -> ScriptedAuthority.Answer
    ) throws -> [Substring] {
        try Files.withTemporaryDirectory { directory in
            let authority = try ScriptedAuthority(at: directory + "/socket") { question, before in
                question.path.hasSuffix("/lease") ? answer(before) : .error(503, "unavailable")
            }
            defer { withExtendedLifetime(authority) {} }
            var command = ChildCommand(
                Self.probe, [directory + "/socket", "\(milliseconds)", "/bin/sh", "-c", script],
                environment: Environment.all)
            command.standardOutput = .pipe
            let child = try ChildProcess.spawn(command)
            defer { #expect(child.terminateGroup(grace: .zero) == .acknowledged) }
            guard let output = child.takeStandardOutput() else { return [] }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = try output.read(into: &chunk)
            try body(child.pid, String(decoding: chunk[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
            let rest = try output.readToEnd(limitBytes: 1 << 20)
            #expect(try child.wait(deadline: .after(.seconds(60))) == .exited(0))
            return String(decoding: chunk[..<count] + rest, as: UTF8.self).split(separator: "\n")
        }
    }

    @Test func `stops a program whose mission does not allow it any longer`() throws {
        let said = try supervise("echo up; exec sleep 1000", lease: 600_000) { _ in .ok(Self.stop) }
        #expect(said.last == "stopped(MissionKernel.HarnessDecision.terminate, Platform.Termination.acknowledged)")
    }

    @Test func `stops a program when nobody could say in time whether it may go on`() throws {
        let said = try supervise("echo up; exec sleep 1000", lease: 1000) { _ in .error(503, "unavailable") }
        #expect(said.last == "leaseRanOut(Platform.Termination.acknowledged)")
        #expect(said.contains("the authority could not be asked in time: stopping"))
    }

    @Test func `lets a program go on that is allowed to, also when its lease had run out before it could ask`() throws {
        let said = try supervise("echo up; exit 3", lease: 0) { _ in .ok(Self.lease) }
        #expect(said == ["up", "finished(exited with 3)"])
    }

    @Test func `stops a program when it is told to end itself`() throws {
        let said = try supervise(
            "echo up; exec sleep 1000", lease: 600_000,
            meanwhile: { supervisor, _ in #expect(kill(supervisor.rawValue, SIGTERM) == 0) }
        ) { _ in .ok(Self.lease) }
        #expect(said.last?.hasPrefix("interrupted(SIGTERM") == true)
    }

    @Test func `ends what its program has left behind, in whatever session`() throws {
        var left: ProcessID?
        let said = try supervise(
            "setsid -f sh -c 'echo $$; exec sleep 1000'", lease: 600_000,
            meanwhile: { _, line in left = Int32(line).flatMap(ProcessID.init(rawValue:)) }
        ) { _ in .ok(Self.lease) }
        #expect(said.last == "finished(exited with 0)")
        #expect(try ProcessFacts.read(#require(left)) == nil)
    }
}
