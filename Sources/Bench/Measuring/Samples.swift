// SPDX-License-Identifier: Apache-2.0

/// Measured durations, in nanoseconds.
package struct Samples: Sendable {
    private var values: [Int64]

    package init(_ values: [Int64] = []) { self.values = values }

    package var count: Int { values.count }

    package mutating func add(_ nanoseconds: Int64) { values.append(nanoseconds) }

    package mutating func add(_ others: Samples) { values += others.values }

    /// The smallest sample that `percent` of all samples do not exceed; nil when there are none.
    package func percentile(_ percent: Double) -> Int64? {
        guard !values.isEmpty else { return nil }
        let rank = Int((percent / 100 * Double(values.count)).rounded(.up))
        return values.sorted()[min(max(rank, 1), values.count) - 1]
    }

    package func figure(_ percent: Double) throws(BenchFailure) -> Figure {
        guard let value = percentile(percent) else { throw BenchFailure("nothing was measured") }
        return Figure(Double(value) / 1e9, .seconds)
    }
}

extension [Double] {
    /// The middle one; nil when there are none.
    package var median: Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        let middle = count / 2
        return count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
