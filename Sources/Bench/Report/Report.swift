// SPDX-License-Identifier: Apache-2.0

/// What one run found.
package struct Report: Sendable {
    package let machine: Machine
    package private(set) var rows: [Row] = []

    package struct Row: Sendable {
        package let name: String
        package let title: String
        package let outcome: Outcome
    }

    package enum Outcome: Sendable {
        case measured([Measure])
        case failed(String)
    }

    package init(machine: Machine) { self.machine = machine }

    package mutating func add(_ name: String, _ title: String, _ outcome: Outcome) {
        rows.append(Row(name: name, title: title, outcome: outcome))
    }

    /// Whether every row could be measured and no promise was broken. A missed target of speed is not a failure.
    package var isSound: Bool {
        rows.allSatisfy { row in
            guard case .measured(let measures) = row.outcome else { return false }
            return measures.allSatisfy { $0.target?.isPromise != true || $0.isMet != false }
        }
    }
}
