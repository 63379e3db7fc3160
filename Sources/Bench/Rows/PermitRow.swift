// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger
import LedgerSQLite
import Platform
import WritTesting

extension BenchRow {
    static let permit = BenchRow(
        name: "permit", title: "durable permit over HTTP, 256 connections, each on the disk before its answer",
        measure: measurePermit)

    private static let connections = 256

    private static func measurePermit(_ folder: String) throws -> [Measure] {
        let home = folder + "/home"
        let disk = try DiskLimits(in: folder, batchEntries: connections)
        try PartProcess.run(["populate", home, World.serving(lines: 0, singles: connections).word])
        let authority = try PartProcess(["serve", home])
        var requests = PermitTexts(singles: connections, afterLines: 0)
        var load = Load(on: try authority.socket(), connections: connections, expecting: "\"decision\":true")
        load.seconds = 4
        let outcome = try load.run { connection, output in requests.next(connection, into: &output) }
        try authority.stop()
        return [
            Measure(
                "permits", Figure(outcome.perSecond, .perSecond),
                beside: .init("entries to the store, 256 at a time", disk.batched),
                target: .atLeast(20_000, .perSecond)),
            Measure("median", try outcome.latencies.figure(50), beside: .init("one fdatasync", disk.oneSync)),
            Measure("p99", try outcome.latencies.figure(99), target: .atMost(0.025, .seconds)),
            Measure(
                "the store, an entry at a time", disk.single, beside: .init("fdatasync of 4 KiB", disk.syncs)),
        ]
    }
}

/// Requests for permits, each connection for a mission of its own.
struct PermitTexts {
    private var texts: [RequestText]
    private var count = 0

    /// For the missions of ``World/serving(lines:singles:)`` that stand alone.
    init(singles: Int, afterLines lines: Int) {
        texts = (0..<singles).map { single in
            let mission = BenchID.mission(lines * Kind.generations + single)
            return RequestText(post: "/v1/permits", Population.kind(ofTree: lines + single).permit(mission))
        }
    }

    mutating func next(_ connection: Int, into output: inout [UInt8]) {
        count += 1
        texts[connection % texts.count].append(count, to: &output)
    }
}

/// What the disk and the store can do, in the same folder.
private struct DiskLimits {
    let syncs: Figure
    let single: Figure
    let batched: Figure

    private static let seconds = 1.0

    var oneSync: Figure { Figure(1 / syncs.value, .seconds) }

    init(in folder: String, batchEntries: Int) throws {
        syncs = Figure(try Self.syncRate(folder + "/sync"), .perSecond)
        let store = try SQLiteStore(path: folder + "/limits.db", mode: .create)
        defer { store.close() }
        var next: Int64 = 0
        func append(_ count: Int) throws(StoreError) {
            _ = try store.append(SampleEntry.batch(next..<next + Int64(count)))
            next += Int64(count)
        }
        single = Figure(
            try Stopwatch.rate(seconds: Self.seconds) { () throws(StoreError) in try append(1) }, .perSecond)
        let batches = try Stopwatch.rate(seconds: Self.seconds) { () throws(StoreError) in try append(batchEntries) }
        batched = Figure(batches * Double(batchEntries), .perSecond)
    }

    /// How often a second a file of constant size can be written through to the disk.
    private static func syncRate(_ path: String) throws -> Double {
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
        let page = [UInt8](repeating: 1, count: 4096)
        let descriptor = file.rawValue
        return try Stopwatch.rate(seconds: seconds) { () throws(BenchFailure) in
            guard pwrite(descriptor, page, page.count, 0) == page.count, fdatasync(descriptor) == 0 else {
                throw BenchFailure("the disk cannot be written to: errno \(errno)")
            }
        }
    }
}
