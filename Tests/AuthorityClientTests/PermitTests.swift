// SPDX-License-Identifier: Apache-2.0

import Glibc
import MissionKernel
import Platform
import ScriptedAuthority
import Testing
import WritTesting

@testable import AuthorityClient

/// A permit in the hands of whoever asked for it.
@Suite(.timeLimit(.minutes(2))) struct `A permit` {
    @Test func `is concluded again until the authority has heard it`() throws {
        var failures: [String] = []
        let questions = try withPermit { client, permit in
            try client.conclude(permit, .applied, attempt: nil) { failures.append($0.code) }
        }
        #expect(failures == ["unavailable", "unavailable"])
        #expect(questions.count == 4)
    }

    @Test func `is not concluded any more once whoever asks gives up`() throws {
        #expect(throws: ClientError.self) {
            try withPermit { client, permit in try client.conclude(permit, .applied, attempt: nil) }
        }
    }

    #if DEBUG
    @Test func `that is dropped before its outcome is told stops the program`() async {
        await #expect(processExitsWith: .failure) {
            // WHY: anything but the trap is a success, and so not what is expected.
            do { _ = try withPermit { _, permit in _ = consume permit } } catch {}
            exit(0)
        }
    }
    #endif
}

/// Asks for a permit of an authority that gives it, and fails to hear of its outcome twice.
///
/// - Returns: what was asked.
private func withPermit(
    _ body: (AuthorityClient, consuming Permit) throws -> Void
) throws -> [ScriptedAuthority.Question] {
    let permit = PermitID(high: 7, low: 8).text
    return try Files.withTemporaryDirectory { directory in
        let authority = try ScriptedAuthority(at: directory + "/socket") { question, before in
            guard question.path == "/v1/permits" else { return before < 2 ? .error(503, "unavailable") : .ok() }
            return .ok(
                #"{"class":"consequential_write","evaluation":{"context":{},"decision":true},"permit":"\#(permit)"}"#)
        }
        let client = try AuthorityClient(socketPath: directory + "/socket", as: .owner)
        let question = PermitQuestion(
            mission: MissionID(high: 1, low: 1), client: ClientID("worker"), action: "journal.post",
            resource: try #require(ResourceURI("https://erp.example.com/journal")))
        switch try client.begin(question) {
        case .permitted(let permit): try body(client, permit)
        default: Issue.record("it is not permitted")
        }
        return authority.questions
    }
}
