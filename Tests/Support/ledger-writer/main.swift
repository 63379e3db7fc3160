// SPDX-License-Identifier: Apache-2.0

// Another process that uses a ledger file, for the tests of what only another process can show: `ledger-writer
// <command> <path>`. Each command answers in lines on the standard output.

import Glibc
import Ledger
import LedgerSQLite
import WritTesting

/// Appends batches until the process is ended, and answers each with the size of the ledger.
func append(_ path: String) throws(StoreError) {
    let store = try SQLiteStore(path: path, mode: .existing)
    while true {
        answer("\(try appendBatch(to: store))")
    }
}

/// Appends the batch whose size follows from the number it begins with, and gives the new size of the ledger.
func appendBatch(to store: SQLiteStore) throws(StoreError) -> Int64 {
    let first = try store.size()
    let end = SampleBatches.end(ofBatchFrom: first)
    guard case .appended(first) = try store.append(SampleEntry.batch(first..<end)) else {
        throw StoreError(.invalid, "somebody else writes")
    }
    return end
}

/// Appends until files may not grow, answers with the error and the size after it, and appends once more without limit.
func fill(_ path: String) throws(StoreError) {
    let store = try SQLiteStore(path: path, mode: .existing)
    signal(SIGXFSZ, SIG_IGN)
    limitFiles(to: 600_000)
    do throws(StoreError) {
        while true { _ = try appendBatch(to: store) }
    } catch {
        answer("\(error.code.rawValue) \(try store.size())")
    }
    limitFiles(to: rlim_t.max)
    answer("\(try appendBatch(to: store))")
    store.close()
}

func limitFiles(to bytes: rlim_t) {
    var limit = rlimit(rlim_cur: bytes, rlim_max: rlim_t.max)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}

/// Keeps others from writing until the standard input ends.
func hold(_ path: String) throws(StoreError) {
    let connection = try SQLiteConnection(path, .readWrite, timeoutMilliseconds: 5000)
    try connection.execute("BEGIN IMMEDIATE")
    answer("held")
    while getchar() != EOF {}
    try connection.execute("ROLLBACK")
}

/// Opens the ledger as a user with no special rights, and answers with what came of it.
func openAsNobody(_ path: String, _ mode: SQLiteStore.Mode) {
    if geteuid() == 0 { guard setgid(65534) == 0, setuid(65534) == 0 else { return answer("still root") } }
    do throws(StoreError) {
        try SQLiteStore(path: path, mode: mode).close()
        answer("opened")
    } catch {
        answer(error.code.rawValue)
    }
}

func answer(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    guard write(STDOUT_FILENO, bytes, bytes.count) == bytes.count else { exit(1) }
}

func run() throws(StoreError) {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { throw StoreError(.invalid, "usage: ledger-writer <command> <path>") }
    let path = arguments[2]
    switch arguments[1] {
    case "append": try append(path)
    case "fill": try fill(path)
    case "hold": try hold(path)
    case "open": openAsNobody(path, .existing)
    case "create": openAsNobody(path, .create)
    case let command: throw StoreError(.invalid, "unknown command `\(command)`")
    }
}

do {
    try run()
} catch {
    answer("failed: \(error)")
    exit(1)
}
