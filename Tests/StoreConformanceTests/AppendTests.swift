// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel
import Testing
import WritTesting

/// What every engine promises of appending.
@Suite struct AppendTests {
    let a = StreamName("a")
    let b = StreamName("b")
    let c = StreamName("c")

    @Test(arguments: Engine.allCases)
    func `a batch whose expectations do not hold changes nothing and names the streams`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        try store.append("1", in: [a, b])
        let before = try store.head()
        for (expected, conflicts) in [
            ([a: 0], [a]), ([a: 2], [a]), ([a: -1], [a]), ([c: 1], [c]), ([c: -1], [c]), ([a: 1, b: 0], [b]),
            ([c: 7, b: 7, a: 7], [a, b, c]), ([a: Int64.max, b: Int64.min], [a, b]),
        ] as [([StreamName: Int64], [StreamName])] {
            let batch = AppendBatch(expected: expected, entries: [NewEntry(bytes: [1], streams: [a, c])])
            #expect(try store.append(batch) == .conflict(conflicts))
            #expect(try store.head() == before)
        }
        #expect(try store.texts() == ["1"])
    }

    @Test(arguments: Engine.allCases)
    func `a batch with an entry of a wrong size is refused whole`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        for size in [0, EntryCodec.bytesMax + 1] {
            let wrong = NewEntry(bytes: [UInt8](repeating: 1, count: size), streams: [])
            let right = NewEntry(bytes: [1], streams: [a])
            expect(.invalid) { () throws(StoreError) in
                _ = try store.append(AppendBatch(entries: [right, wrong, right]))
            }
        }
        #expect(try store.head() == LedgerHead(size: 0, streams: [:]))
    }

    @Test(arguments: Engine.allCases)
    func `entries are numbered from 0 without gaps`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        #expect(try store.append("0") == .appended(first: 0))
        #expect(try store.append("1", "2", "3") == .appended(first: 1))
        #expect(try store.append(AppendBatch(expected: [a: 1], entries: [])) == .conflict([a]))
        #expect(try store.append("4") == .appended(first: 4))
        #expect(try store.size() == 5)
        #expect(try store.entries(from: 0, max: 10).map(\.number) == [0, 1, 2, 3, 4])
        #expect(try store.texts() == ["0", "1", "2", "3", "4"])
    }

    @Test(arguments: Engine.allCases)
    func `a stream has as many versions as entries count in it, each entry once`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        let entries = [[a, b], [b, b, b], []].map { NewEntry(bytes: [1], streams: $0) }
        #expect(try store.append(AppendBatch(expected: [a: 0, c: 0], entries: entries)) == .appended(first: 0))
        #expect(try store.head() == LedgerHead(size: 3, streams: [a: 1, b: 2]))
        #expect(try store.append(AppendBatch(expected: [a: 1, b: 2], entries: entries)) == .appended(first: 3))
        #expect(try store.head() == LedgerHead(size: 6, streams: [a: 2, b: 4]))
    }

    @Test(arguments: Engine.allCases)
    func `a batch without entries only compares`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        try store.append("1", in: [a])
        #expect(try store.append(AppendBatch(entries: [])) == .appended(first: 1))
        #expect(try store.append(AppendBatch(expected: [a: 1, b: 0], entries: [])) == .appended(first: 1))
        #expect(try store.append(AppendBatch(expected: [a: 0], entries: [])) == .conflict([a]))
        #expect(try store.head() == LedgerHead(size: 1, streams: [a: 1]))
    }

    @Test(arguments: Engine.allCases)
    func `streams are told apart by their bytes`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let store = try ledger.open()
        let names = ["", " ", "a", "A", "a\u{0}", "a\u{0}b", "caf\u{E9}", "cafe\u{301}", "%", "'\"`", "\u{10FFFF}"]
        let streams = names.map(StreamName.init)
        for (version, stream) in streams.enumerated() {
            let entries = [NewEntry](repeating: NewEntry(bytes: [1], streams: [stream]), count: version + 1)
            _ = try store.append(AppendBatch(expected: [stream: 0], entries: entries))
        }
        let versions = Dictionary(uniqueKeysWithValues: zip(streams, 1...)).mapValues(Int64.init)
        #expect(try store.head().streams == versions)
        #expect(try ledger.open().head().streams == versions)
    }

    @Test(arguments: Engine.allCases)
    func `what stores append on one ledger is one order, and each sees the others`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let (first, second) = (try ledger.open(), try ledger.open())
        #expect(try first.append(SampleEntry.batch(0..<3)) == .appended(first: 0))
        #expect(try second.size() == 3)
        #expect(try second.append(SampleEntry.batch(2..<4)) == .conflict([SampleEntry.everything]))
        #expect(try second.append(SampleEntry.batch(3..<5)) == .appended(first: 3))
        #expect(try first.head() == second.head())
        #expect(try first.append(SampleEntry.batch(5..<6)) == .appended(first: 5))
        #expect(try second.entries(from: 0, max: 9).map(\.bytes) == (0..<6).map(SampleEntry.bytes))
    }

    @Test(.timeLimit(.minutes(1)), arguments: Engine.allCases)
    func `writers that race on a stream each win once for each number`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let shared = try ledger.open()
        let (writers, each) = (6, 40)
        try Threads.run(writers) { writer in
            // Half of them share a store, the others have one of their own.
            let store = writer.isMultiple(of: 2) ? shared : try ledger.open()
            for _ in 0..<each { try win(store, writer) }
        }
        let texts = try shared.texts()
        #expect(texts.count == writers * each)
        for writer in 0..<writers { #expect(texts.count { $0 == "\(writer)" } == each) }
        #expect(try shared.head() == LedgerHead(size: Int64(writers * each), streams: [a: Int64(writers * each)]))
    }

    /// Appends one entry after having read where the stream is, as often as it takes.
    private func win(_ store: any LedgerStore, _ writer: Int) throws {
        let entry = NewEntry(bytes: Array("\(writer)".utf8), streams: [a])
        while true {
            let size = try store.size()
            let outcome = try store.append(AppendBatch(expected: [a: size], entries: [entry]))
            if outcome == .appended(first: size) { return }
            #expect(outcome == .conflict([a]))
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: Engine.allCases)
    func `readers see whole batches while a writer appends`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let store = try ledger.open()
        let (batch, end): (Int64, Int64) = (7, 1400)
        try Threads.run(4) { thread in
            guard thread > 0 else {
                for first in stride(from: 0, to: end, by: Int(batch)) {
                    _ = try store.append(SampleEntry.batch(first..<first + batch))
                }
                return
            }
            let reader = thread == 1 ? store : try ledger.open()
            var seen: Int64 = 0
            while seen < end {
                let head = try reader.head()
                #expect(head.size >= seen && head.size.isMultiple(of: batch))
                #expect(head.streams[SampleEntry.everything, default: 0] == head.size)
                let entries = try reader.entries(from: seen, max: .max)
                #expect(entries.count.isMultiple(of: Int(batch)) && entries.count >= Int(head.size - seen))
                #expect(entries.allSatisfy { $0.bytes == SampleEntry.bytes($0.number) })
                #expect(
                    try reader.leafHashes(seen..<head.size) == entries.prefix(Int(head.size - seen)).map(\.leafHash))
                seen = head.size
            }
        }
    }
}
