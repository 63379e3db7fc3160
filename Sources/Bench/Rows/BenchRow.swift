// SPDX-License-Identifier: Apache-2.0

/// One row of the bench: something that is measured, with what is put beside it.
struct BenchRow: Sendable {
    let name: String
    let title: String
    /// Measures in a fresh folder, which is removed afterwards.
    let measure: @Sendable (_ folder: String) throws -> [Measure]

    /// All rows, in the order in which they run.
    static let all = [
        decision, check, server, permit, stale, cascade, restart, memory,
    ]
}
