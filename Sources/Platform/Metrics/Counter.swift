// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that only grows.
///
/// Updating it takes no lock.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    /// Zero to begin with.
    package init() {}

    /// Adds to it.
    ///
    /// After 2^64 it begins at zero again, which a collector takes for a restart.
    package func increment(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// The number now.
    package var value: UInt64 { count.load(ordering: .relaxed) }

    func samples() -> [MetricSample] { [MetricSample(value: String(value))] }
}

/// A number that goes up and down.
///
/// Updating it takes no lock.
package final class Gauge: Sendable {
    private let number = Atomic<Int64>(0)

    /// Zero to begin with.
    package init() {}

    /// Replaces it.
    package func set(_ value: Int64) {
        number.store(value, ordering: .relaxed)
    }

    /// Adds to it, or takes away from it.
    ///
    /// Beyond 64 bits it wraps around.
    package func add(_ amount: Int64) {
        number.wrappingAdd(amount, ordering: .relaxed)
    }

    /// The number now.
    package var value: Int64 { number.load(ordering: .relaxed) }

    func samples() -> [MetricSample] { [MetricSample(value: String(value))] }
}
