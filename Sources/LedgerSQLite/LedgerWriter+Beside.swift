// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel

/// What is kept beside the entries. None of it is written often, so statements are compiled each time.
extension LedgerWriter {
    func save(_ checkpoint: StoredCheckpoint) throws(StoreError) {
        let insert = try connection.prepare("INSERT INTO checkpoints (size, note) VALUES (?, ?)")
        try connection.writing { () throws(StoreError) in
            try StoreLimits.check(first: checkpoint.size, ofLedger: try size())
            insert.bind(checkpoint.size, at: 1)
            try insert.execute(lending: checkpoint.note, at: 2)
        }
    }

    /// The bytes are overwritten in the file with the next checkpoint of the log, and in the log as it is used again:
    /// at the latest when the last store on the file is closed.
    func erase(_ digest: Digest) throws(StoreError) {
        try connection.execute("PRAGMA secure_delete = ON")
        // Left on, it would only take time when snapshots are dropped.
        defer { try? connection.execute("PRAGMA secure_delete = OFF") }
        let delete = try connection.prepare("DELETE FROM blobs WHERE digest = ?")
        try digest.withBytes { (key) throws(StoreError) in
            delete.bind(key, at: 1)
            try delete.execute()
        }
    }
}
