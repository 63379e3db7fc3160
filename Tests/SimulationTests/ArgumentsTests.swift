// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Simulation

/// The command line of `writ-sim`.
struct ArgumentsTests {
    @Test(arguments: [
        "", "5", "5..", "..5", "9..3", "-1..4", "0..x", "0...5", "0..99999999999999999999", "0..20000000",
    ])
    func `a range that is none is refused`(text: String) {
        #expect(throws: SimUsageError.self) { try SimArguments(["--seeds", text]) }
    }

    @Test(arguments: [["--seeds"], ["--sabotage"], ["--sabotage", "nothing"], ["--quick"], ["7..8"], ["--trace"]])
    func `words that mean nothing here are refused`(words: [String]) {
        #expect(throws: SimUsageError.self) { try SimArguments(words) }
    }

    @Test func `a range has both its ends`() throws {
        #expect(try SimArguments(["--seeds", "3..8"]).seeds == 3...8)
        #expect(try SimArguments(["--seeds", "7..7", "--trace"]).wantsTrace)
        #expect(try SimArguments([]).seeds == 0...200)
    }
}
