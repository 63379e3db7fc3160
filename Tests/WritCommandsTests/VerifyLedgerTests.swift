// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WritCommands

struct `The verb ledger verify` {
    @Test func `asks whose ledger it is where there is no home`() throws {
        try Workbench.with(["receipt.json": "{}"]) { bench in
            let outcome = try bench.run("ledger", "verify", "--receipt", "receipt.json", "--home", "none")
            #expect(outcome.code == 2 && outcome.errors.contains("it is not clear whose ledger this is"))
            #expect(outcome.errors.contains("`--key VKEY`") && !outcome.errors.contains("writ init"))
        }
    }

    @Test func `does not understand a file that is not there, nor a key that is none`() throws {
        try Workbench.with(["receipt.json": "{}"]) { bench in
            let absent = try bench.run("ledger", "verify", "--offline", "absent.jsonl")
            #expect(absent.code == 2 && absent.errors.contains("absent.jsonl"))
            let keyless = try bench.run("ledger", "verify", "--receipt", "receipt.json", "--key", "x")
            #expect(keyless.code == 2)
            #expect(keyless.errors.contains("`--key` is not a verifier key: it must have three parts"))
        }
    }
}
