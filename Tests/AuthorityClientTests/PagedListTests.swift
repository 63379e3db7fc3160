// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Platform
import ScriptedAuthority
import Testing
import WritTesting

@testable import AuthorityClient

/// A list that comes in pages.
@Suite(.timeLimit(.minutes(2))) struct `A list` {
    private func names(_ pages: @escaping @Sendable (_ before: String?) -> String) throws -> [String?] {
        try Files.withTemporaryDirectory { directory in
            let authority = try ScriptedAuthority(at: directory + "/socket") { question, _ in
                .ok(pages(question.query["before"]))
            }
            defer { withExtendedLifetime(authority) {} }
            let client = try AuthorityClient(socketPath: directory + "/socket", as: .owner)
            return try client.all(.sessions).map { $0["id"]?.stringValue }
        }
    }

    @Test func `is read to its last page, also past one that has nothing for the caller`() throws {
        let names = try names { before in
            switch before {
            case nil: #"{"next":7,"sessions":[{"id":"d"},{"id":"c"}]}"#
            case "7": #"{"next":2,"sessions":[]}"#
            default: #"{"sessions":[{"id":"a"}]}"#
            }
        }
        #expect(names == ["d", "c", "a"])
    }

    @Test func `whose pages lead in a circle is no answer`() throws {
        let error = #expect(throws: ClientError.self) {
            _ = try names { _ in #"{"next":7,"sessions":[{"id":"d"}]}"# }
        }
        #expect(error?.kind == .garbled)
    }

    @Test func `that lacks what was asked for is no answer`() throws {
        let error = #expect(throws: ClientError.self) { _ = try names { _ in "{}" } }
        #expect(error?.kind == .garbled)
    }
}
