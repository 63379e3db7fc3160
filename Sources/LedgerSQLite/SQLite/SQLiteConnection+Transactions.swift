// SPDX-License-Identifier: Apache-2.0

import Ledger

extension SQLiteConnection {
    /// Runs `body` in one transaction that no other writer comes between; what it did is durable when this returns.
    ///
    /// When this throws, nothing of it was done, unless committing itself failed: then all or nothing was.
    func writing<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        try transaction("BEGIN IMMEDIATE", body)
    }

    /// Runs `body`, which only reads, on one state of the file.
    func reading<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        try transaction("BEGIN", body)
    }

    private func transaction<Result>(
        _ begin: String, _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        do throws(StoreError) {
            try execute(begin)
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            rollBackIfOpen()
            throw error
        }
    }
}
