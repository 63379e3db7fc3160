// SPDX-License-Identifier: Apache-2.0

import MissionFile
import Testing

struct `A mission file of a sub-agent` {
    private static let parent = """
        { git: shop, branch: feature/x, paths: [src/, README.md], do: [read, commit, push], child missions: {} }
          - { at: https://a.example/journal, do: [read], only if: { max amount: 50.00 EUR }, child missions: {} }
          - { at: https://a.example/plan, do: [read] }
        """

    private func excess(_ grant: String) throws -> MissionFileError? {
        let parent = try order(mission(Self.parent.replacing("{}", with: "{ at most: 3 }")))
        return try order(mission(grant)).excess(over: parent.entries)
    }

    @Test(arguments: [
        (
            "{ git: shop, branch: main, do: [push] }",
            "asks for `git.push` on the branch `main` of `/srv/dana/repos/shop`, "
                + "and the parent allows that on the branch `feature/x`"
        ),
        (
            "{ git: shop, paths: docs/, do: [edit] }",
            "and the parent allows that on everything in `src/` and the file `README.md`"
        ),
        ("{ git: shop, branch: feature/x, do: [push, force push] }", "asks for `git.push.force` on"),
        ("{ git: shop, branch: feature/x, do: [force push] }", "which the parent allows nowhere"),
        ("{ at: https://a.example/journal, do: [read] }", "without the parent's bound: only up to 50 EUR each time"),
        (
            "{ at: https://a.example/journal, do: [read], only if: { max amount: 90.00 EUR } }",
            "without the parent's bound: only up to 50 EUR each time"
        ),
        ("{ at: https://a.example/plan, do: [read] }", "which the parent gives to no child mission"),
        ("{ git: shop, do: read, sub-agents: { who: a } }", "also for sub-agents, more widely than the parent"),
        ("{ git: shop, do: read, child missions: {} }", "also for child missions of its own, more widely"),
    ])
    func `that asks for more than its parent has is told where, and which bound it exceeds`(
        grant: String, problem: String
    ) throws {
        let error = try #require(try excess(grant.replacing("{}", with: "{ at most: 9 }")))
        #expect(error.problem.contains(problem), "\(error)")
        #expect(error.mark.line == 4)
    }

    @Test func `that asks for as much exceeds nothing`() throws {
        let grant = "{ git: shop, branch: feature/x, paths: [src/a/], do: [read, commit, push] }"
        #expect(try excess(grant) == nil)
    }
}
