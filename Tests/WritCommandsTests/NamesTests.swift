// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import MissionKernel
import Platform
import ScriptedAuthority
import Testing
import WritTesting

@testable import WritCommands

/// What is meant by the start of an identifier.
@Suite(.timeLimit(.minutes(2))) struct `The start of an identifier` {
    private let newest = "ses_AAAAAAAAAAAAAAAAAAAAAA"
    private let older = "ses_AAABAAAAAAAAAAAAAAAAAA"

    /// The session that is meant, of one that is told of on the first page and an older one on the next.
    private func session(_ typed: String) throws -> SessionID {
        try Files.withTemporaryDirectory { directory in
            let authority = try ScriptedAuthority(at: directory + "/socket") { [newest, older] question, _ in
                .ok(
                    question.query["before"] == nil
                        ? #"{"next":1,"sessions":[{"id":"\#(newest)"}]}"# : #"{"sessions":[{"id":"\#(older)"}]}"#)
            }
            defer { withExtendedLifetime(authority) {} }
            return try Names.session(typed, AuthorityClient(socketPath: directory + "/socket", as: .owner))
        }
    }

    @Test func `that something far back in the list has as well names neither`() throws {
        let error = #expect(throws: UsageError.self) { _ = try session("ses_AAA") }
        #expect(error?.hints == [newest, older])
    }

    @Test func `names what has it alone, however old that is`() throws {
        #expect(try session("ses_AAAB").text == older)
    }

    @Test func `that nothing has names nothing`() throws {
        #expect(throws: CommandFailure.self) { _ = try session("ses_BBB") }
    }
}
