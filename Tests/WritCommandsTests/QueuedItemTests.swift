// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Testing
import WritTesting

@testable import WritCommands

struct `An item that is not taken up now` {
    @Test(arguments: [
        (
            #"{"not_before":"2026-11-02T08:00:02Z","state":"waiting"}"#,
            "is not due until 2026-11-02 08:00:02 UTC (in 2 s)"
        ),
        (#"{"state":"dispatched"}"#, "was taken before"), (#"{"state":"done"}"#, "was reported as done"),
        (#"{"state":"failed"}"#, "was reported as failed"), (#"{"state":"suppressed"}"#, "was suppressed"),
    ])
    func `is said to be`(item: String, standing: String) throws {
        #expect(QueuedItem.standing(try JSONDocument(item).root, at: KernelWorld.dawn) == standing)
    }

    @Test func `is said to be nothing that it is not`() throws {
        let due = try JSONDocument(#"{"not_before":"2026-11-02T07:00:00Z","state":"waiting"}"#).root
        #expect(QueuedItem.standing(due, at: KernelWorld.dawn) == nil)
    }
}
