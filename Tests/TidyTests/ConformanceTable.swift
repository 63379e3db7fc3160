// SPDX-License-Identifier: Apache-2.0

/// A table of `docs/conformance`: requirements, how each stands, and what shows it.
///
/// A row is `| requirement | status | evidence |`. Evidence names tests as `Target: Suite / test`, each in a span of
/// code.
struct ConformanceTable {
    enum Status: String, CaseIterable { case tested, partial, todo, notApplicable = "not applicable" }

    struct Row {
        let line: Int
        let requirement: String
        /// Nil for a word that is no status.
        let status: Status?
        let tests: [TestName]
        /// Whether there is more than the names of tests.
        let hasReason: Bool
    }

    /// A test as the tables and messages name it.
    struct TestName: Hashable, CustomStringConvertible {
        let target: String
        let suite: String
        let sentence: String

        var description: String { "\(target): \(suite) / \(sentence)" }

        /// Nil for a text that names no test.
        init?(_ text: Substring) {
            guard let colon = text.firstRange(of: ": "), let slash = text.firstRange(of: " / ") else { return nil }
            guard colon.upperBound <= slash.lowerBound, text[..<colon.lowerBound].hasSuffix("Tests") else { return nil }
            target = String(text[..<colon.lowerBound])
            suite = String(text[colon.upperBound..<slash.lowerBound])
            sentence = String(text[slash.upperBound...])
        }

        init(target: String, suite: String, sentence: String) {
            self.target = target
            self.suite = suite
            self.sentence = sentence
        }
    }

    let file: TextFile
    let rows: [Row]

    init(_ file: TextFile) {
        self.file = file
        rows = file.lines.enumerated().compactMap { Row(line: $0.offset + 1, $0.element) }
    }

    /// The line that counts the rows, as it should be.
    var summary: String {
        let counts = Status.allCases.map { status in "\(rows.count { $0.status == status }) \(status.rawValue)" }
        return "\(rows.count) requirements: \(counts.joined(separator: ", "))."
    }
}

extension ConformanceTable.Row {
    /// Nil for a line that is no row, a title or a rule.
    fileprivate init?(line: Int, _ text: Substring) {
        let cells = text.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
        guard cells.count == 5, cells[1].hasPrefix("`") else { return nil }
        let spans = cells[3].split(separator: "`", omittingEmptySubsequences: false)
        let named = spans.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        self.line = line
        requirement = String(cells[1].dropFirst().dropLast())
        status = ConformanceTable.Status(rawValue: String(cells[2]))
        tests = named.compactMap { ConformanceTable.TestName($0) }
        let words = spans.enumerated().filter { $0.offset % 2 == 0 }.map(\.element).joined()
        hasReason = words.contains { $0.isLetter }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
