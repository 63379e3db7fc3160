// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger
import LedgerSQLite
import Testing
import WritTesting

/// What SQLite promises when other processes use the file, and when they end.
@Suite struct SQLiteProcessTests {
    let ledger = SQLiteLedger()

    @Test(.timeLimit(.minutes(1)))
    func `a writer that waits too long for another process is told so, and nothing is appended`() throws {
        let store = try ledger.open(.create, timeoutMilliseconds: 50)
        let holder = ChildProcess("hold", ledger.path)
        #expect(holder.nextLine() == "held")
        expect(.locked) { () throws(StoreError) in _ = try store.append(SampleEntry.batch(0..<1)) }
        expect(.locked) { () throws(StoreError) in try store.keep([]) }
        #expect(try store.size() == 0)
        holder.endInput()
        holder.wait()
        #expect(try store.append(SampleEntry.batch(0..<1)) == .appended(first: 0))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a writer that may wait appends once the other process lets go`() throws {
        let store = try ledger.open(.create, timeoutMilliseconds: 60_000)
        let holder = ChildProcess("hold", ledger.path)
        #expect(holder.nextLine() == "held")
        try Threads.run(2) { [ledger] thread in
            guard thread == 1 else {
                _ = try store.append(SampleEntry.batch(0..<1))
                return
            }
            // Reading and opening do not wait for who writes.
            let other = try ledger.open(.existing, timeoutMilliseconds: 0)
            #expect(try other.size() == 0)
            holder.endInput()
        }
        #expect(try store.size() == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a full disk is reported, and nothing is lost or half there`() throws {
        try ledger.open(.create).close()
        let lines = ChildProcess("fill", ledger.path).remainingLines()
        #expect(lines.count == 2)
        let parts = try #require(lines.first?.split(separator: " "))
        #expect(parts.first == "full")
        let sizeWhenFull = try #require(parts.last.flatMap { Int64($0) })
        #expect(sizeWhenFull > 100)
        #expect(lines.last == "\(SampleBatches.end(ofBatchFrom: sizeWhenFull))")
        try expectSamples(from: 0, upTo: SampleBatches.end(ofBatchFrom: sizeWhenFull))
    }

    @Test(.timeLimit(.minutes(1)))
    func `what was acknowledged is there after the process has been killed at any moment`() throws {
        try ledger.open(.create).close()
        var random = SeededRandom(seed: 9)
        var checked: Int64 = 0
        for round in 0..<60 {
            let child = ChildProcess("append", ledger.path)
            var acknowledged: Int64 = 0
            let answers = round.isMultiple(of: 6) ? 0 : Int.random(in: 1...20, using: &random)
            for _ in 0..<answers { acknowledged = try #require(child.nextLine().flatMap { Int64($0) }) }
            spin(microseconds: Int.random(in: 0...(answers == 0 ? 12_000 : 400), using: &random))
            child.kill()
            for line in child.remainingLines() { acknowledged = try #require(Int64(line)) }
            let size = try ledger.open(.existing).size()
            #expect(size >= acknowledged && size >= checked)
            try expectSamples(from: checked, upTo: size)
            checked = size
        }
        try expectSamples(from: 0, upTo: checked)
        let connection = try SQLiteConnection(ledger.path, .readWrite, timeoutMilliseconds: 0)
        #expect(try connection.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1)
        #expect(checked > 500)
    }

    @Test(.timeLimit(.minutes(1)))
    func `another process and this one append to one order`() throws {
        let store = try ledger.open(.create, timeoutMilliseconds: 60_000)
        let child = ChildProcess("append", ledger.path)
        #expect(child.nextLine() != nil)
        var appended = 0
        for _ in 0..<2000 where appended < 50 {
            let size = try store.size()
            let outcome = try store.append(SampleEntry.batch(size..<SampleBatches.end(ofBatchFrom: size)))
            if outcome == .appended(first: size) { appended += 1 }
        }
        child.kill()
        #expect(appended > 0)
        try expectSamples(from: 0, upTo: store.size())
    }

    /// Expects a ledger of this size that consists of whole batches, whose entries and stream are right.
    private func expectSamples(from first: Int64, upTo size: Int64) throws {
        let store = try ledger.open(.existing)
        #expect(SampleBatches.areWhole(upTo: size))
        #expect(try store.head() == LedgerHead(size: size, streams: size > 0 ? [SampleEntry.everything: size] : [:]))
        let entries = try store.entries(from: first, max: .max)
        #expect(entries.map(\.number) == Array(first..<size))
        #expect(entries.allSatisfy { $0.bytes == SampleEntry.bytes($0.number) })
    }

    /// Lets time pass for the other process without giving up this thread's turn.
    private func spin(microseconds: Int) {
        let end = now() + microseconds
        while now() < end {}
    }

    private func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }
}
