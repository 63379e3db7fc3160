// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import Ledger
import MissionKernel
import WritTesting

/// A receipt over an effect's whole history in a small ledger. Prints the verifier key and the receipt, a line each.
enum ReceiptOfAnEffect {
    static func print() {
        do {
            let (key, receipt) = try make()
            Swift.print(key.text)
            Swift.print(String(decoding: receipt.bytes, as: UTF8.self))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private static func make() throws -> (VerifierKey, Receipt) {
        var world = KernelWorld()
        let permit = try history(in: &world)
        let store = MemoryStore()
        _ = try store.append(AppendBatch(entries: world.ledger.map { NewEntry(bytes: $0, streams: []) }))
        var tree = MerkleTree()
        for leaf in try store.leafHashes(0..<store.size()) { tree.append(leaf) }
        let key = LedgerKey(origin: try NoteKeyName("example.com/ledger"), key: .generate())
        var signer = try CheckpointSigner(key: key, previous: nil)
        let checkpoint = try signer.sign(tree, leaves: store.leafHashes)
        let told = try store.entries(from: 0, max: 100).filter { entry in
            let text = String(decoding: entry.bytes, as: UTF8.self)
            return text.contains(permit.text) || text.contains("\"type\":\"mission.approved\"")
                || text.contains("\"type\":\"principal.registered\"")
        }
        return (key.verifier, try Receipt(of: told, under: checkpoint, in: tree, leaves: store.leafHashes))
    }

    /// A mission is approved, and under it an effect is permitted, begun and applied, with other entries around.
    private static func history(in world: inout KernelWorld) throws(Refusal) -> PermitID {
        let controls: JSONValue = ["writ:classes": ["invoices.read": "irreversible_action"]]
        let mission = try world.approve([.entry("invoices.read")], controls: controls)
        let attempt = try world.open(mission)
        let permit = try world.permit(world.action(mission), key: "1", attempt: attempt)
        try world.begin(permit, attempt: attempt)
        _ = try world.enqueue(attempt)
        try world.conclude(permit, .applied, result: "done")
        _ = try world.resume(attempt.session, at: .processRestart)
        return permit
    }
}
