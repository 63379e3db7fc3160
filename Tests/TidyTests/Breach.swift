// SPDX-License-Identifier: Apache-2.0

import Testing

/// A place where a house rule is broken, and what would mend it.
struct Breach: Hashable, CustomStringConvertible {
    let path: String
    /// Counted from 1.
    let line: Int
    let remedy: String

    init(_ path: String, line: Int = 1, _ remedy: String) {
        self.path = path
        self.line = line
        self.remedy = remedy
    }

    /// `Sources/Ledger/Entry.swift:12: …`, as compilers write it.
    var description: String { "\(path):\(line): \(remedy)" }

    /// Where, without the remedy.
    var place: String { "\(path):\(line)" }
}

/// Fails the test with all breaches in order, one on each line.
func expectNone(_ breaches: [Breach], sourceLocation: SourceLocation = #_sourceLocation) {
    guard !breaches.isEmpty else { return }
    let ordered = breaches.sorted { ($0.path, $0.line, $0.remedy) < ($1.path, $1.line, $1.remedy) }
    let list = ordered.map(\.description).joined(separator: "\n")
    Issue.record("\(breaches.count) breaches of this rule\n\(list)", sourceLocation: sourceLocation)
}

/// Fails the test unless exactly these places break the rule.
func expect(_ breaches: [Breach], at places: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(breaches.map(\.place).sorted() == places.sorted(), sourceLocation: sourceLocation)
}
