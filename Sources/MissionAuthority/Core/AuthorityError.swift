// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Why the authority did not do what was asked.
package enum AuthorityError: Error, Hashable, Sendable {
    /// The rules say no. Nothing has changed.
    case refused(Refusal)
    /// It could not be made durable, so it did not happen. The reason is in the log.
    case unavailable(Unavailability)

    package enum Unavailability: String, CaseIterable, Hashable, Sendable {
        case storageFull = "storage_full"
        case storageLocked = "storage_locked"
        case storageFailed = "storage_failed"
        /// It does not fit into an entry of the ledger.
        case entryTooLarge = "entry_too_large"
        case overloaded
        case stopping
    }
}
