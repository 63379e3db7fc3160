// SPDX-License-Identifier: Apache-2.0

/// Why a store could not do its work.
package struct StoreError: Error, Hashable, CustomStringConvertible {
    package let code: Code
    /// What was being done and what is known about the cause; for the log and the operator, never for the wire.
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package enum Code: String, CaseIterable, Hashable, Sendable {
        /// There is no ledger at that place.
        case missing
        /// Someone else holds the store and did not let go in time.
        case locked
        /// There is no space left, on the disk or within a quota.
        case full
        /// What is stored is damaged. It is left as it is.
        case damaged
        /// The file is something else than a ledger. It is left as it is.
        case foreign
        /// The ledger was written by a newer version of the program. It is left as it is.
        case newer
        /// The request cannot be met: an entry is too large, a range does not exist, the store is for reading only.
        case invalid
        /// Reading or writing failed.
        case inputOutput = "input_output"
        /// The store has been closed.
        case closed
    }

    package var description: String { detail }
}
