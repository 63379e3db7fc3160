// SPDX-License-Identifier: Apache-2.0

/// Why a proof or a receipt shows nothing.
package enum ProofError: Error, Hashable, CustomStringConvertible {
    /// The bytes are not in the one form that is read; the reason.
    case malformed(String)
    /// The checkpoint is not to be trusted.
    case checkpoint(CheckpointError)
    /// The entry with this number is not the one in the signed ledger, or its proof is not.
    case inclusion(index: Int64)
    /// The entry with this number is in the signed ledger, and is not what a person signed.
    case evidence(index: Int64, EvidenceFlaw)

    package var description: String {
        switch self {
        case .malformed(let reason): "not a proof: \(reason)"
        case .checkpoint(let error): "\(error)"
        case .inclusion(let index): "the proof does not show the entry \(index) in the ledger that was signed"
        case .evidence(let index, let flaw): "the entry \(index) is forged: \(flaw)"
        }
    }
}
