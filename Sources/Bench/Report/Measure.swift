// SPDX-License-Identifier: Apache-2.0

/// One thing that was measured, beside what limits it, and what it should be.
package struct Measure: Hashable, Sendable {
    package let what: String
    package let ours: Figure
    /// What the same machine did for something else in the same run: a limit, or a peer.
    package var beside: Beside?
    package var target: Target?

    package struct Beside: Hashable, Sendable {
        package let name: String
        package let figure: Figure

        package init(_ name: String, _ figure: Figure) {
            self.name = name
            self.figure = figure
        }
    }

    package init(_ what: String, _ ours: Figure, beside: Beside? = nil, target: Target? = nil) {
        self.what = what
        self.ours = ours
        self.beside = beside
        self.target = target
    }

    /// Ours divided by the figure beside it.
    package var ratio: Double? {
        guard let beside, beside.figure.value > 0 else { return nil }
        return ours.value / beside.figure.value
    }

    /// Nil when there is no target.
    package var isMet: Bool? {
        guard let target, let value = judged else { return nil }
        return target.isMet(by: value)
    }

    /// By which part of the target it was missed; nil when it was not.
    package var miss: Double? {
        guard let target, let value = judged, !target.isMet(by: value) else { return nil }
        return target.bound.value == 0 ? value : (value / target.bound.value - 1).magnitude
    }

    /// What the target is about: the figure or its ratio.
    private var judged: Double? { target?.bound.unit == .ratio ? ratio : ours.value }
}

/// What a figure should be; where its unit is ``Figure/Unit/ratio``, what the ratio should be.
package struct Target: Hashable, Sendable {
    package enum Direction: String, Hashable, Sendable {
        case atMost = "at_most"
        case atLeast = "at_least"
    }

    package let direction: Direction
    package let bound: Figure
    /// Whether a promise of the product hangs on it, and not only its speed.
    package let isPromise: Bool

    package static func atMost(_ value: Double, _ unit: Figure.Unit) -> Target {
        Target(direction: .atMost, bound: Figure(value, unit), isPromise: false)
    }

    package static func atLeast(_ value: Double, _ unit: Figure.Unit) -> Target {
        Target(direction: .atLeast, bound: Figure(value, unit), isPromise: false)
    }

    /// None may be counted.
    package static let zero = Target(direction: .atMost, bound: Figure(0, .count), isPromise: true)

    package var text: String { (direction == .atMost ? "≤ " : "≥ ") + bound.text }

    func isMet(by value: Double) -> Bool { direction == .atMost ? value <= bound.value : value >= bound.value }
}
