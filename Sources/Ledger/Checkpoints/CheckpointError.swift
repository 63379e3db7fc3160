// SPDX-License-Identifier: Apache-2.0

/// Why a checkpoint is not to be trusted.
package enum CheckpointError: Error, Hashable, CustomStringConvertible {
    /// It is in no note that the key has signed.
    case note(NoteError)
    /// The signed text is no checkpoint; the reason.
    case malformed(String)
    /// It is of another ledger than the key's.
    case origin(String)

    package var description: String {
        switch self {
        case .note(let error): "\(error)"
        case .malformed(let reason): "not a checkpoint: \(reason)"
        case .origin(let origin): "the checkpoint is of the ledger `\(origin)`, not of the key's"
        }
    }
}

/// Why a ledger's key does not sign a checkpoint.
package enum CheckpointRefusal: Error, Hashable, CustomStringConvertible {
    /// The ledger has become shorter than it was when it was last signed.
    case shrunk(from: Int64, to: Int64)
    /// The first `size` entries are not those that were signed.
    case rewritten(size: Int64)
    /// The leaves that the check needs could not be read.
    case store(StoreError)

    package var description: String {
        switch self {
        case .shrunk(let signed, let size): "the ledger has \(size) entries, and \(signed) have been signed"
        case .rewritten(let size): "the first \(size) entries are not those that have been signed"
        case .store(let error): "\(error)"
        }
    }
}
