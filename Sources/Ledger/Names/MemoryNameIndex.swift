// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// An index in memory: for tests and the simulator, and where a file cannot be had.
package final class MemoryNameIndex: NameIndex {
    private struct Contents {
        var position = NameIndexPosition.start
        /// Ascending, each once.
        var numbers: [NameKey: [Int64]] = [:]
        var isClosed = false
    }

    private let contents = Mutex(Contents())

    /// An empty index.
    package init() {}

    package func position() throws(StoreError) -> NameIndexPosition {
        try use { (contents) throws(StoreError) in contents.position }
    }

    package func append(_ rows: [NameRow], from first: Int64, to position: NameIndexPosition) throws(StoreError) {
        try use { (contents) throws(StoreError) in
            try contents.position.check(rows, from: first, to: position)
            for row in rows.sorted(by: { $0.number < $1.number }) {
                guard contents.numbers[row.key]?.last != row.number else { continue }
                contents.numbers[row.key, default: []].append(row.number)
            }
            contents.position = position
        }
    }

    package func numbers(of key: NameKey, from first: Int64, max: Int) throws(StoreError) -> [Int64] {
        try StoreLimits.check(entriesFrom: first, max: max)
        return try use { (contents) throws(StoreError) in
            let numbers = contents.numbers[key, default: []]
            return Array(numbers[numbers.place(of: first)...].prefix(max))
        }
    }

    package func last(of key: NameKey, before end: Int64) throws(StoreError) -> Int64? {
        try use { (contents) throws(StoreError) in
            let numbers = contents.numbers[key, default: []]
            return numbers[..<numbers.place(of: end)].last
        }
    }

    package func clear() throws(StoreError) {
        try use { (contents) throws(StoreError) in contents = Contents() }
    }

    package func close() { contents.withLock { $0.isClosed = true } }

    private func use<Result: Sendable>(
        _ body: (inout Contents) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try contents.withLock { (contents) throws(StoreError) in
            guard !contents.isClosed else { throw StoreError(.closed, "the index has been closed") }
            return try body(&contents)
        }
    }
}

extension [Int64] {
    /// The place of the first number that is not less, in numbers that ascend.
    fileprivate func place(of number: Int64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
