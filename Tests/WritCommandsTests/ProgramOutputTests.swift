// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WritCommands

struct `JSON` {
    @Test func `goes to the error stream where the output is another program's, refusals included`() throws {
        try Workbench.with([:]) { bench in
            let outcome = try bench.run("do", "--json", "--", "true")
            #expect(outcome.output.isEmpty && outcome.errors.hasPrefix(#"{"error":""#))
            let other = try bench.run("session", "list", "--json", "--home", "none")
            #expect(other.errors.isEmpty && other.output.hasPrefix(#"{"error":""#))
        }
    }

    @Test(arguments: [
        (["do"], true), (["run"], true), (["spawn"], true), (["session", "resume", "--all"], true),
        (["session", "list"], false), (["inbox", "do"], false), ([], false),
    ])
    func `goes there by the verb that the words name`(words: [String], runsProgram: Bool) {
        #expect(CommandTree.root.named(by: words).runsProgram == runsProgram)
    }
}
