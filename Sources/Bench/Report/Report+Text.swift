// SPDX-License-Identifier: Apache-2.0

extension Report {
    private static let titles = ["measured", "ours", "beside it", "", "ratio", "target", ""]
    private static let isTrailing = [false, true, false, true, true, true, false]

    /// The table for a terminal.
    package var text: String {
        let blocks = rows.map { ($0, Self.cells(of: $0)) }
        let all = [Self.titles] + blocks.flatMap(\.1)
        let widths = Self.titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        var lines = [machine.text, "", Self.line(Self.titles, widths)]
        for (row, cells) in blocks {
            lines += ["", "\(row.name): \(row.title)"]
            if case .failed(let reason) = row.outcome { lines.append("  not measured: \(reason)") }
            lines += cells.map { Self.line($0, widths) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cells(of row: Row) -> [[String]] {
        guard case .measured(let measures) = row.outcome else { return [] }
        return measures.map { measure in
            [
                "  " + measure.what, measure.ours.text, measure.beside?.name ?? "", measure.beside?.figure.text ?? "",
                measure.ratio.map { Figure($0, .ratio).text } ?? "", measure.target?.text ?? "", verdict(on: measure),
            ]
        }
    }

    private static func verdict(on measure: Measure) -> String {
        guard let isMet = measure.isMet else { return "" }
        guard !isMet else { return "met" }
        guard let miss = measure.miss, measure.target?.isPromise == false else { return "BROKEN" }
        return "missed by \(Figure(miss * 100, .count).text) %"
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            line += (isTrailing[column] ? padding + cell : cell + padding) + "  "
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
