// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Why the authority did not do what was asked.
package enum AuthorityError: Error, Hashable, Sendable {
    /// The rules say no. Nothing has changed.
    case refused(Refusal)
    /// It could not be made durable, so it did not happen; but see ``Unavailability/outcomeUnknown``.
    case unavailable(Unavailability)

    package enum Unavailability: String, CaseIterable, Hashable, Sendable {
        case storageFull = "storage_full"
        case storageLocked = "storage_locked"
        case storageFailed = "storage_failed"
        /// Writing failed, and whether it happened is not known. Asking again is safe: under the same nonce, key or
        /// event id it happens once.
        case outcomeUnknown = "outcome_unknown"
        /// It does not fit into an entry of the ledger.
        case entryTooLarge = "entry_too_large"
        case overloaded
        case stopping
    }
}
