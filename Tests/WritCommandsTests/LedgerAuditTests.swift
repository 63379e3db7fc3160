// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionKernel
import Testing
import WritTesting

@testable import WritCommands

/// A small ledger with its signed checkpoint, held in memory.
private struct SignedLedger {
    var entries: [StoredEntry]
    let checkpoint: Checkpoint
    /// What the entries give.
    let state: AuthorityState

    init(_ change: (inout Event) -> Void = { _ in }) throws {
        var world = KernelWorld()
        _ = try world.approve()
        state = world.state
        var ledger = world.ledger
        var reader = EntryReader()
        var (last, at) = try reader.read(ledger[ledger.count - 1])
        change(&last)
        ledger[ledger.count - 1] = EntryCodec.bytes(of: last, at: at)
        entries = ledger.enumerated().map { number, bytes in
            StoredEntry(number: Int64(number), bytes: bytes, leafHash: MerkleHash.leaf(bytes))
        }
        var tree = MerkleTree()
        for entry in entries { tree.append(entry.leafHash) }
        let key = LedgerKey(origin: try NoteKeyName("example.com/ledger"), key: Ed25519.PrivateKey.generate())
        var signer = try CheckpointSigner(key: key, previous: nil)
        checkpoint = try Checkpoint.open(signer.sign(tree) { _ in [] }.note, by: key.verifier)
    }

    func audit(in surroundings: LedgerAudit.Surroundings? = nil) throws -> LedgerAudit.Finding {
        try LedgerAudit(against: [checkpoint], in: surroundings).run {
            var rest = entries[...]
            return {
                defer { rest = rest.dropFirst(2) }
                return Array(rest.prefix(2))
            }
        }
    }

    /// The streams as a store keeps them.
    var streams: [StreamName: Int64] {
        var streams: [StreamName: Int64] = [:]
        for (name, stream) in [("registry", StreamID.registry), ("intake", .intake)] {
            streams[StreamName(name)] = state.streams[stream]
        }
        let mission = state.missions[state.missions.index(at: 0)].id
        streams[StreamName(mission.text)] = state.streams[.tree(mission)]
        return streams
    }

    func surroundings(_ streams: [StreamName: Int64]) -> LedgerAudit.Surroundings {
        LedgerAudit.Surroundings(
            issuer: KernelWorld.issuer, head: LedgerHead(size: state.size, streams: streams), snapshot: nil)
    }

    func surroundings(
        _ streams: [StreamName: Int64], snapshotOf state: AuthorityState
    ) throws -> LedgerAudit.Surroundings {
        var tree = MerkleTree()
        for entry in entries { tree.append(entry.leafHash) }
        let snapshot = try LedgerSnapshot(state, in: tree) { range in
            entries[Int(range.lowerBound)..<Int(range.upperBound)].map(\.leafHash)
        }
        return LedgerAudit.Surroundings(
            issuer: KernelWorld.issuer, head: LedgerHead(size: state.size, streams: streams), snapshot: snapshot)
    }

    /// Puts other bytes in the place of an entry, with the hash that belongs to them.
    mutating func replace(_ place: Int, with bytes: [UInt8]) {
        entries[place] = StoredEntry(number: Int64(place), bytes: bytes, leafHash: MerkleHash.leaf(bytes))
    }

    /// What is found to be wrong.
    func problem(in surroundings: LedgerAudit.Surroundings? = nil) -> String? {
        do {
            _ = try audit(in: surroundings)
            return nil
        } catch let failure as CommandFailure {
            return failure.problem
        } catch {
            return "\(error)"
        }
    }
}

struct `The audit of a ledger` {
    @Test func `finds an entry that was taken away at the end`() throws {
        var ledger = try SignedLedger()
        ledger.entries.removeLast()
        #expect(ledger.problem()?.contains("and only \(ledger.entries.count) are left") == true)
    }

    @Test func `finds an entry that was taken out of the middle`() throws {
        var ledger = try SignedLedger()
        ledger.entries.remove(at: 1)
        #expect(ledger.problem()?.hasSuffix("the entry 1 is missing") == true)
    }

    @Test func `finds an entry that another took the place of`() throws {
        var ledger = try SignedLedger()
        ledger.replace(1, with: ledger.entries[0].bytes)
        #expect(ledger.problem() != nil)
    }

    @Test func `finds an entry whose hash was left as it was`() throws {
        var ledger = try SignedLedger()
        let (old, other) = (ledger.entries[2], ledger.entries[1])
        ledger.entries[2] = StoredEntry(number: 2, bytes: other.bytes, leafHash: old.leafHash)
        #expect(ledger.problem()?.hasSuffix("the entry 2 is not the one that its hash was stored for") == true)
    }

    @Test func `finds an entry that is not in its one form`() throws {
        var ledger = try SignedLedger()
        ledger.replace(0, with: [UInt8(ascii: " ")] + ledger.entries[0].bytes)
        #expect(ledger.problem()?.contains("the entry 0") == true)
    }

    @Test func `finds an entry that cannot be read`() throws {
        var ledger = try SignedLedger()
        ledger.replace(0, with: Array("{}".utf8))
        #expect(ledger.problem()?.contains("the entry 0 cannot be read") == true)
    }

    @Test func `passes what was signed, and says what it gives`() throws {
        let ledger = try SignedLedger()
        let finding = try ledger.audit()
        #expect(finding.entries == Int64(ledger.entries.count))
        #expect(finding.signed == finding.entries)
        #expect(finding.root == ledger.checkpoint.root)
        #expect(finding.missions == 1)
    }

    @Test func `says how much is signed when more was written since`() throws {
        var ledger = try SignedLedger()
        let size = Int64(ledger.entries.count)
        let next = EntryCodec.bytes(
            of: .clientDisabled(ClientDisabled(id: "agent")), at: ledger.state.latest.next)
        ledger.entries.append(StoredEntry(number: size, bytes: next, leafHash: MerkleHash.leaf(next)))
        #expect(try ledger.audit().signed == size)
    }

    @Test func `finds an approval that was forged and then signed over`() throws {
        let ledger = try SignedLedger { event in
            guard case .missionApproved(let approved) = event else { return }
            event = .missionApproved(approved.unsigned)
        }
        let last = ledger.entries.count - 1
        #expect(ledger.problem()?.hasSuffix("the entry \(last) is forged: nobody has signed it") == true)
    }

    @Test func `finds streams that the entries do not bring to where they are kept`() throws {
        let ledger = try SignedLedger()
        var streams = ledger.streams
        let right = ledger.surroundings(streams)
        #expect(ledger.problem(in: right) == nil)
        streams[StreamName("registry"), default: 0] += 1
        #expect(ledger.problem(in: ledger.surroundings(streams))?.contains("the stream `registry`") == true)
        streams = ledger.streams
        streams[StreamName("intake")] = nil
        #expect(ledger.problem(in: ledger.surroundings(streams))?.contains("streams are kept") == true)
    }

    @Test func `finds a snapshot that is not what its entries give`() throws {
        let ledger = try SignedLedger()
        var world = KernelWorld()
        _ = try world.approve([.entry("invoices.pay")])
        #expect(ledger.problem(in: try ledger.surroundings(ledger.streams, snapshotOf: ledger.state)) == nil)
        let other = try ledger.surroundings(ledger.streams, snapshotOf: world.state)
        #expect(ledger.problem(in: other)?.contains("is not what these give") == true)
    }
}

extension MissionApproved {
    /// The same without the approver's signature.
    fileprivate var unsigned: MissionApproved {
        MissionApproved(
            id: id, submission: submission, approvalEvent: approvalEvent, client: client, subject: subject,
            approver: approver, owner: owner, successorOwner: successorOwner, basis: basis, intent: intent,
            proposal: proposal, authority: authority, relation: relation, justifications: justifications,
            expiresAt: expiresAt, evidence: nil)
    }
}
