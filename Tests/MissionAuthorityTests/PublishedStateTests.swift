// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionKernel
import Platform
import Testing
import WritTesting

@testable import MissionAuthority

/// What readers see, and whom they hold up.
@Suite struct PublishedStateTests {
    @Test func `whoever looks at a copy sees it unchanged, and does not hold up the writer`() throws {
        var world = KernelWorld()
        let published = PublishedState(world.state)
        let store = MemoryStore()
        let key = LedgerKey(origin: try NoteKeyName("example.com/ledger"), key: .generate())
        let authority = MissionAuthority(
            configuration: AuthorityConfiguration(issuer: KernelWorld.issuer), published: published, store: store,
            ledger: try LedgerDesk(store: store, tree: MerkleTree(), key: key), queue: NoQueue(),
            clock: { KernelWorld.dawn }, identities: NoIdentities(),
            signer: NoSigner(), metrics: AuthorityMetrics(MetricsRegistry()))
        let before = world.state.size
        try authority.readCopy { state, _ in
            _ = try world.approve()
            published.publish(world.state)
            #expect(state.size == before)
        }
        #expect(published.read { $0.size } == world.state.size)
    }
}

/// An authority that is only read needs none of these.
private struct NoQueue: JobQueue {
    func enqueue(_ job: Job) -> Bool { false }
}

private struct NoIdentities: IdentitySource {
    func next<Kind: IdentifierKind>() -> Identifier<Kind> { Identifier(high: 0, low: 0) }
    func secret(count: Int) -> [UInt8] { [] }
}

private struct NoSigner: StatementSigner {
    func sign(_ payload: [UInt8], type: String) -> [UInt8] { [] }
}
