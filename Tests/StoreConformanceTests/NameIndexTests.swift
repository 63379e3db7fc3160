// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionKernel
import Testing
import WritTesting

/// What every engine promises of an index of names.
@Suite struct NameIndexTests {
    let a = NameKey(rawValue: .min)
    let b = NameKey(rawValue: 7)

    @Test(arguments: NameEngine.allCases)
    func `rows that do not go on where the index stands are refused and change nothing`(engine: NameEngine) throws {
        let index = try engine.open()
        try index.append([NameRow(a, 1)], from: 0, to: position(3))
        let wrong: [(rows: [NameRow], first: Int64, end: NameIndexPosition)] = [
            ([], 0, position(4)), ([], 2, position(4)), ([], 4, position(5)), ([], 3, position(3)),
            ([], 3, NameIndexPosition(size: 4, leaf: nil)), ([NameRow(a, 2)], 3, position(5)),
            ([NameRow(a, 3), NameRow(a, 5)], 3, position(5)), ([NameRow(a, -1)], 3, position(5)),
        ]
        for (rows, first, end) in wrong {
            expect(.invalid) { () throws(StoreError) in try index.append(rows, from: first, to: end) }
            #expect(try index.position() == position(3))
            #expect(try index.numbers(of: a, from: 0, max: .max) == [1])
        }
    }

    @Test(arguments: NameEngine.allCases)
    func `entries below zero cannot be asked for`(engine: NameEngine) throws {
        let index = try engine.open()
        expect(.invalid) { () throws(StoreError) in _ = try index.numbers(of: a, from: -1, max: 1) }
        expect(.invalid) { () throws(StoreError) in _ = try index.numbers(of: a, from: 0, max: -1) }
        #expect(try index.last(of: a, before: -1) == nil)
    }

    @Test(arguments: NameEngine.allCases)
    func `a new index is empty`(engine: NameEngine) throws {
        let index = try engine.open()
        #expect(try index.position() == .start)
        #expect(try index.numbers(of: a, from: 0, max: .max).isEmpty)
        #expect(try index.last(of: a, before: .max) == nil)
    }

    @Test(arguments: NameEngine.allCases)
    func `numbers come in order and each once, from the first that is asked for on`(engine: NameEngine) throws {
        let index = try engine.open()
        let rows = [(a, 4), (a, 0), (b, 2), (a, 2), (a, 4)].map { NameRow($0.0, $0.1) }
        try index.append(rows, from: 0, to: position(5))
        try index.append([NameRow(a, 9), NameRow(b, 5)], from: 5, to: position(12))
        #expect(try index.position() == position(12))
        #expect(try index.numbers(of: a, from: 0, max: .max) == [0, 2, 4, 9])
        #expect(try index.numbers(of: a, from: 2, max: 2) == [2, 4])
        #expect(try index.numbers(of: a, from: 5, max: 9) == [9])
        #expect(try index.numbers(of: a, from: 10, max: 9).isEmpty)
        #expect(try index.numbers(of: a, from: 0, max: 0).isEmpty)
        #expect(try index.numbers(of: b, from: 0, max: .max) == [2, 5])
    }

    @Test(arguments: NameEngine.allCases)
    func `the last number before another is found`(engine: NameEngine) throws {
        let index = try engine.open()
        try index.append([0, 3, 8].map { NameRow(a, $0) } + [NameRow(b, 5)], from: 0, to: position(10))
        let expected: [(Int64, Int64?)] = [(.max, 8), (9, 8), (8, 3), (4, 3), (3, 0), (1, 0), (0, nil)]
        for (end, last) in expected { #expect(try index.last(of: a, before: end) == last) }
    }

    @Test(arguments: NameEngine.allCases)
    func `an index that was cleared begins again`(engine: NameEngine) throws {
        let index = try engine.open()
        try index.append([NameRow(a, 1)], from: 0, to: position(3))
        try index.clear()
        #expect(try index.position() == .start)
        #expect(try index.numbers(of: a, from: 0, max: .max).isEmpty)
        try index.append([NameRow(a, 0)], from: 0, to: position(1))
        #expect(try index.numbers(of: a, from: 0, max: .max) == [0])
    }

    @Test(arguments: NameEngine.allCases)
    func `a closed index says so`(engine: NameEngine) throws {
        let index = try engine.open()
        index.close()
        index.close()
        expect(.closed) { () throws(StoreError) in _ = try index.position() }
        expect(.closed) { () throws(StoreError) in _ = try index.numbers(of: a, from: 0, max: 1) }
        expect(.closed) { () throws(StoreError) in try index.clear() }
    }

    private func position(_ size: Int64) -> NameIndexPosition {
        NameIndexPosition(size: size, leaf: MerkleHash.leaf(SampleEntry.bytes(size)))
    }
}

/// The text forms of names.
@Suite struct LedgerNameTests {
    @Test(arguments: [
        "", "msn_", "msn_AAAAAAAAAAAAAAAAAAAAA", "msn_AAAAAAAAAAAAAAAAAAAAAB", "xyz_AAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAA", "client:", "agent", "principal:https://example.com", "operation:abc", "fact:",
        "client:" + String(repeating: "a", count: LedgerName.bytesMax),
    ])
    func `what is no name is refused`(text: String) {
        #expect(LedgerName(text) == nil)
    }

    @Test func `every name is read as it is written`() {
        let names: [LedgerName] = [
            .mission(MissionID(high: 1, low: 2)), .submission(SubmissionID(high: 1, low: 2)),
            .session(SessionID(high: 1, low: 2)), .permit(PermitID(high: 1, low: 2)),
            .item(QueueItemID(high: 1, low: 2)), .attention(AttentionID(high: 1, low: 2)),
            .client(ClientID("msn_AAAAAAAAAAAAAAAAAAAAAA")), .principal(Person.ada.principal), .fact("branch: frozen"),
            .operation(SHA256.digest(of: [1])),
        ]
        for name in names { #expect(LedgerName(name.text) == name) }
        let keys = names.flatMap { name in NameRole.allCases.map { NameKey($0, name) } }
        #expect(Set(keys).count == names.count * NameRole.allCases.count)
    }
}
