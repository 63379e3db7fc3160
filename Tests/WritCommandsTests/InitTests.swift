// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WritCommands

struct `The verb init` {
    @Test func `tells a folder with other things from one with an authority`() throws {
        try Workbench.with(["x": ""]) { bench in
            let outcome = try bench.run("init", "--home", ".")
            #expect(outcome.code == 2 && outcome.errors.contains("is not empty, and there is no authority in it"))
            #expect(outcome.errors.contains("name a new or an empty folder"))
        }
        try Workbench.with(["config.json": "{}"]) { bench in
            let outcome = try bench.run("init", "--home", ".")
            #expect(outcome.errors.contains("there is an authority in"))
        }
    }
}
