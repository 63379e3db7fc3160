// SPDX-License-Identifier: Apache-2.0

// A supervisor for the tests of `Runner` to start: it ends all that its process has started, which cannot be tried on
// the test process itself. `supervisor-probe SOCKET LEASE-MILLISECONDS PROGRAM ARGUMENT...` says how the work ended.

import AuthorityClient
import Glibc
import MissionKernel
import Platform
import Runner

/// Writes one line to standard output, at once.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

func supervise(_ words: [String]) throws {
    guard words.count >= 3, let lease = Int64(words[1]) else { throw SystemError("read arguments", code: EINVAL) }
    let signals = try SignalWaiter()
    let session = SessionEnvironment(
        socketPath: words[0], session: SessionID(high: 1, low: 2), epoch: 1, mission: MissionID(high: 1, low: 1),
        client: ClientID("worker"), secret: [1])
    let supervisor = try Supervisor(
        session: session,
        connect: { () throws(ClientError) in
            try AuthorityClient(
                socketPath: session.socketPath, as: .session(session.session, secret: session.secret),
                timeoutMilliseconds: 1000)
        }, log: say)
    let command = ChildCommand(words[2], Array(words[3...]), environment: Environment.all)
    say("\(try supervisor.run(command, until: .now + .milliseconds(lease), signals: signals))")
}

do {
    try supervise(Array(CommandLine.arguments.dropFirst()))
} catch {
    say("failed: \(error)")
    exit(1)
}
