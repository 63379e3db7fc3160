// SPDX-License-Identifier: Apache-2.0

/// Rows under titles, aligned with spaces on a terminal and in a pipe alike.
package struct Table: Sendable {
    /// What stands in one place of each row.
    package struct Column: Sendable {
        let title: String
        let isTrailing: Bool
        let shrinks: Bool

        /// - Parameters:
        ///   - isTrailing: whether cells are aligned to the right: for numbers.
        ///   - shrinks: whether cells may be cut where the terminal is too narrow: for prose, never for what is copied.
        package init(_ title: String, isTrailing: Bool = false, shrinks: Bool = false) {
            self.title = title
            self.isTrailing = isTrailing
            self.shrinks = shrinks
        }
    }

    private let columns: [Column]
    private var rows: [[StyledText]] = []

    private static let gap = 2
    /// No cell is cut below this.
    private static let columnMin = 8

    /// A table without rows.
    package init(_ columns: [Column]) { self.columns = columns }

    package var isEmpty: Bool { rows.isEmpty }

    /// Adds a row with a cell for each column.
    package mutating func add(_ cells: [StyledText]) {
        precondition(cells.count == columns.count, "\(cells.count) cells in a row of \(columns.count)")
        rows.append(cells)
    }

    /// The table in at most `width` columns, if that can be; without a width nothing is cut.
    package func lines(width: Int?) -> [StyledText] {
        let titles = columns.map { StyledText($0.title, .faint) }
        let all = [titles] + rows
        var widths = columns.indices.map { index in all.map { $0[index].width }.max() ?? 0 }
        if let width { shrink(&widths, to: width - Self.gap * (columns.count - 1)) }
        return all.map { line($0, widths) }
    }

    /// Takes from the widest column that may shrink until all fit.
    private func shrink(_ widths: inout [Int], to room: Int) {
        var excess = widths.reduce(0, +) - room
        while excess > 0 {
            let candidates = columns.indices.filter { columns[$0].shrinks && widths[$0] > Self.columnMin }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
            excess -= 1
        }
    }

    private func line(_ cells: [StyledText], _ widths: [Int]) -> StyledText {
        var line = StyledText("")
        for (index, cell) in cells.enumerated() {
            let cut = columns[index].shrinks ? cell.truncated(to: widths[index]) : cell
            let isLast = index == cells.count - 1
            let fits = isLast && !columns[index].isTrailing
            line = line + (fits ? cut : cut.padded(to: widths[index], trailing: columns[index].isTrailing))
            if !isLast { line = line + "  " }
        }
        return line
    }
}

/// Names and what goes with them, one per line, the values aligned.
package struct Block: Sendable {
    private var pairs: [(key: String, value: StyledText)] = []

    package init() {}

    package mutating func add(_ key: String, _ value: StyledText) { pairs.append((key, value)) }

    /// Adds a line unless there is nothing to say.
    package mutating func add(_ key: String, _ value: String?) {
        if let value { add(key, StyledText(value)) }
    }

    /// The block, long values wrapped to `width` under themselves; without a width each value is one line.
    package func lines(width: Int?) -> [StyledText] {
        let keyWidth = (pairs.map { DisplayWidth.of($0.key) }.max() ?? 0) + 2
        return pairs.flatMap { pair in
            let line = StyledText(pair.key, .faint).padded(to: keyWidth) + pair.value
            return width.map { line.wrapped(to: $0, hanging: keyWidth) } ?? [line]
        }
    }
}
