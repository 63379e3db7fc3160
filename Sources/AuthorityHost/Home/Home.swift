// SPDX-License-Identifier: Apache-2.0

import Platform

/// Where one authority keeps its state: a folder that only its owner can enter.
package struct Home: Hashable, Sendable {
    /// The absolute path of the folder.
    package let path: String

    package init(path: String) { self.path = path }

    /// The home that is meant: the option, else `WRIT_HOME`, else `.writ` in the user's own folder.
    ///
    /// Nil when none of them says where.
    package init?(option: String?, environment: [String: String], directory: String) {
        if let named = option ?? environment["WRIT_HOME"], !named.isEmpty {
            path = Files.absolute(named, in: directory)
        } else if let own = environment["HOME"], own.hasPrefix("/") {
            path = own + "/.writ"
        } else {
            return nil
        }
    }

    /// What the authority is told about itself.
    package var configuration: String { path + "/config.json" }
    /// The ledger, with SQLite's own files beside it.
    package var ledger: String { path + "/ledger.db" }
    /// The index of what the ledger's entries are about; made again from the ledger where it is missing.
    package var index: String { path + "/index.db" }
    /// The key that signs checkpoints.
    package var ledgerKey: String { path + "/ledger.key" }
    /// The key that signs answers.
    package var signingKey: String { path + "/signing.key" }
    /// The approver's key, sealed by a passphrase.
    package var approverKey: String { path + "/approver.key" }
    /// Held by the one authority that runs on this home.
    package var lock: String { path + "/lock" }
    /// How the running authority can be reached.
    package var running: String { path + "/run.json" }
    /// The owner's socket.
    package var socket: String { path + "/authority.sock" }
    /// The log of an authority that runs in the background.
    package var log: String { path + "/authority.log" }
}
