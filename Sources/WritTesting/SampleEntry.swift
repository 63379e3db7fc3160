// SPDX-License-Identifier: Apache-2.0

package import Ledger

/// Entries that their number determines, so that whoever reads one can tell whether it is right.
package enum SampleEntry {
    /// The stream that every sample entry counts in.
    package static let everything = StreamName("everything")

    /// The entry with this number: canonical JSON of about 400 bytes.
    package static func bytes(_ number: Int64) -> [UInt8] {
        let filling = String(repeating: "abcdefghijklmnop", count: 22 + Int(number % 7))
        return Array(#"{"filling":"\#(filling)","number":\#(number)}"#.utf8)
    }

    /// The same, to be appended.
    package static func new(_ number: Int64, in streams: [StreamName] = [everything]) -> NewEntry {
        NewEntry(bytes: bytes(number), streams: streams)
    }

    /// The entries with these numbers, to be appended if the ledger ends where they begin.
    package static func batch(_ numbers: Range<Int64>) -> AppendBatch {
        AppendBatch(expected: [everything: numbers.lowerBound], entries: numbers.map { new($0) })
    }
}

/// Batches of sample entries that the number they begin with determines.
package enum SampleBatches {
    /// The number after the last entry of the batch that begins with `first`: batches have 1 to 37 entries.
    package static func end(ofBatchFrom first: Int64) -> Int64 { first + 1 + first % 37 }

    /// Whether a ledger of `size` entries consists of whole batches.
    package static func areWhole(upTo size: Int64) -> Bool {
        var end: Int64 = 0
        while end < size { end = self.end(ofBatchFrom: end) }
        return end == size
    }
}
