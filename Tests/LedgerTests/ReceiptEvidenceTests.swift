// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel
import Testing
import WritTesting

/// A receipt is signed by the ledger over whatever was in it: what people have signed is checked besides.
struct `The evidence in a receipt` {
    /// A receipt over all entries but some of a ledger in which a mission was approved, the last of them changed first.
    private func receipt(
        without left: Set<Int64> = [], _ change: (MissionApproved) -> MissionApproved = { $0 }
    ) throws -> Receipt {
        var world = KernelWorld()
        _ = try world.approve()
        var entries = world.ledger
        var reader = EntryReader()
        let last = try reader.read(entries.removeLast())
        guard case .missionApproved(let approved) = last.event else { preconditionFailure("\(last.event)") }
        entries.append(EntryCodec.bytes(of: .missionApproved(change(approved)), at: last.at))
        let ledger = try SignedLedger(entries)
        let receipt = try ledger.receipt(of: (0..<Int64(entries.count)).filter { !left.contains($0) })
        _ = try receipt.verify(by: ledger.signer.verifier)
        return receipt
    }

    /// What is found to be wrong.
    private func flaw(_ receipt: Receipt) -> ProofError? {
        do throws(ProofError) {
            try receipt.checkEvidence()
            return nil
        } catch {
            return error
        }
    }

    @Test func `is right where the approver's registration and signature are there`() throws {
        #expect(try flaw(receipt()) == nil)
    }

    @Test func `shows no approval without the registration of the key`() throws {
        #expect(try found(flaw(receipt(without: [1]))).contains("nothing here shows that the key"))
    }

    @Test func `shows a forged approval`() throws {
        let unsigned = try flaw(receipt { $0.with(evidence: nil) })
        #expect(found(unsigned).hasSuffix("is forged: nobody has signed it"))
        let nothing = [UInt8](repeating: 0, count: 64)
        let zeros = try flaw(receipt { $0.with(evidence: $0.evidence?.with(signature: nothing)) })
        #expect(found(zeros).hasSuffix("is forged: the signature does not fit the statement and the key"))
    }

    private func found(_ flaw: ProofError?) -> String { flaw.map { "\($0)" } ?? "nothing" }
}
