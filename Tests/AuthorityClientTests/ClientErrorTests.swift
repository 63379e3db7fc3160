// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AuthorityClient

struct `An authority that cannot do it now` {
    private static func error(_ body: String) -> ClientError { ClientError(status: 503, body: Array(body.utf8)) }

    @Test func `permits nothing, and is not taken for one that does not answer`() {
        let full = Self.error(#"{"error":"unavailable","error_description":"x","error_reason":"storage_full"}"#)
        #expect(full.isUnreachable && full.isUnavailable && !full.isNotRunning)
        #expect(full.code == "storage_full")
        #expect(full.detail == "the authority's disk is full: nothing more is recorded until there is room")
        #expect(!ClientError.notRunning("no authority is running").isUnavailable)
    }

    @Test func `is told in its own words where the reason is not known here`() {
        let other = Self.error(#"{"error":"unavailable","error_description":"a flood","error_reason":"flooded"}"#)
        #expect(other.isUnavailable && other.code == "flooded" && other.detail == "a flood")
        let silent = Self.error(#"{"error":"unavailable","error_description":"nothing was done"}"#)
        #expect(silent.isUnavailable && silent.detail == "nothing was done")
        let mute = Self.error("<html>")
        #expect(mute.isUnavailable && mute.detail == "the authority answered with status 503 and no explanation")
    }
}
