// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How often values fell into each of a fixed row of buckets.
///
/// Updating it takes no lock.
package final class Histogram: Sendable {
    /// Upper bounds in seconds for what takes from 100 µs to 10 s.
    package static let secondsBounds = [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private let bounds: [Double]
    private let counts: [Counter]
    private let sumBits = Atomic<UInt64>(0)

    /// Buckets for values up to and including each bound, and one for what is beyond the last.
    ///
    /// The bounds are finite and rise; anything else is a fault of the program.
    package init(bounds: [Double]) {
        let isRising = zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
        precondition(isRising && bounds.allSatisfy(\.isFinite), "histogram bounds must be finite and rise: \(bounds)")
        self.bounds = bounds
        counts = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts a value.
    ///
    /// One that is not a number is passed over, since it would spoil the sum for good.
    package func observe(_ value: Double) {
        if value.isNaN { return }
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count].increment()
        var old = sumBits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + value).bitPattern
            let (exchanged, original) = sumBits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }

    /// Counts a span of time, in seconds.
    package func observe(_ duration: Duration) {
        observe(Double(duration.clampedNanoseconds) / 1e9)
    }

    /// The buckets as the format wants them, each counting all below it too.
    ///
    /// The count is the sum of the same buckets.
    func samples() -> [MetricSample] {
        var total: UInt64 = 0
        var samples = zip(bounds + [.infinity], counts).map { bound, count in
            total &+= count.value
            return MetricSample(
                suffix: "_bucket", label: ("le", MetricText.number(bound)), value: String(total))
        }
        let sum = Double(bitPattern: sumBits.load(ordering: .relaxed))
        samples.append(MetricSample(suffix: "_sum", value: MetricText.number(sum)))
        samples.append(MetricSample(suffix: "_count", value: String(total)))
        return samples
    }
}
