// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import Testing

@testable import WritCommands

struct `Why a verb did nothing` {
    @Test func `is not that the authority is away where it has answered`() {
        let full = CommandFailure(ClientError(.unreachable, code: "storage_full", "the authority's disk is full"))
        #expect(full.code == .unavailable && full.problem == "the authority's disk is full")
        #expect(full.hints == ["free some room where its home lies; it goes on by itself"])
        let away = CommandFailure(ClientError(.unreachable, code: "unreachable", "timed out"))
        #expect(away.problem == "the authority does not answer: timed out")
    }
}
