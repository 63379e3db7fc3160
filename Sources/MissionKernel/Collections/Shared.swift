// SPDX-License-Identifier: Apache-2.0

/// A value that never changes, kept once for all that refer to it: copying the reference copies none of it.
final class Shared<Value: Sendable>: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}

extension Shared: Equatable where Value: Equatable {
    static func == (left: Shared, right: Shared) -> Bool { left === right || left.value == right.value }
}
