// SPDX-License-Identifier: Apache-2.0

import Testing

/// A requirement counts as tested only while the test that shows it is there.
struct ConformanceTableTests {
    @Test func `every test that a table of requirements names is there`() throws {
        expectNone(missingTests(in: try .checkout()))
    }

    @Test func `every requirement has one row with a status and what goes with it`() throws {
        expectNone(unsoundRows(in: try .checkout()))
    }

    @Test func `the tables count their rows`() throws {
        expectNone(wrongSummaries(in: try .checkout()))
    }

    @Test func `a test that is not there is found, in its target and its suite only`() {
        let tests = """
            struct `The parser` {
                @Test func `refuses twins`() {}
                @Test(arguments: [1]) func `refuses all`(_ a: Int) {}
            }

            extension `The parser` {
                @Test func `goes on`() {}
            }

            @Suite struct Plain {
                @Test func `refuses none`() {}
                func `is no test`() {}
            }
            """
        let table = """
            | `a` | tested | `ATests: The parser / refuses twins`, `ATests: The parser / goes on` |
            | `b` | tested | `ATests: The parser / refuses all`, `ATests: Plain / refuses none` |
            | `c` | tested | `ATests: The parser / refuses none` |
            | `d` | tested | `BTests: The parser / refuses twins` |
            | `e` | tested | `ATests: Plain / is no test` |
            """
        let repository = Repository(["docs/conformance/x.md": table, "Tests/ATests/A.swift": tests])
        expect(missingTests(in: repository), at: (3...5).map { "docs/conformance/x.md:\($0)" })
    }

    @Test func `a row that claims too much or says too little is found`() {
        let table = """
            2 requirements: 1 tested.
            | requirement | status | shown by, or why not |
            |---|---|---|
            | `a` | tested | `ATests: B / c` |
            | `b` | tested | nothing shows it |
            | `c` | partial | `ATests: B / c` |
            | `d` | partial | only half of it, by nothing |
            | `e` | partial | half of it: `ATests: B / c` |
            | `f` | todo | `ATests: B / c` |
            | `g` | todo | when there is a gateway |
            | `h` | not applicable |  |
            | `i` | maybe | who knows |
            | `a` | todo | again |
            """
        let repository = Repository(["docs/conformance/x.md": table])
        let places = [5, 6, 7, 9, 11, 12, 13].map { "docs/conformance/x.md:\($0)" }
        expect(unsoundRows(in: repository), at: places)
        expect(wrongSummaries(in: repository), at: ["docs/conformance/x.md:1"])
    }

    private func tables(in repository: Repository) -> [ConformanceTable] {
        repository.files.filter { $0.folders == ["docs", "conformance"] && $0.path.hasSuffix(".md") }
            .map(ConformanceTable.init).filter { !$0.rows.isEmpty }
    }

    private func missingTests(in repository: Repository) -> [Breach] {
        let known = Set(repository.swift.filter(\.isTest).flatMap(testNames))
        return tables(in: repository).flatMap { table in
            table.rows.flatMap { row in
                row.tests.filter { !known.contains($0) }.map {
                    Breach(table.file.path, line: row.line, "there is no test `\($0)`")
                }
            }
        }
    }

    /// The tests of a file, each with the suite that it stands in.
    private func testNames(in file: SwiftFile) -> [ConformanceTable.TestName] {
        var suite = ""
        var isTest = false
        return file.file.lines.compactMap { line in
            for keyword in ["struct ", "@Suite struct ", "extension "] where line.hasPrefix(keyword) {
                suite = String(Self.name(line.dropFirst(keyword.count)))
            }
            if line.contains("@Test") { isTest = true }
            guard isTest, let start = line.firstRange(of: "func `") else { return nil }
            isTest = false
            let sentence = line[start.upperBound...].prefix { $0 != "`" }
            return ConformanceTable.TestName(target: file.module, suite: suite, sentence: String(sentence))
        }
    }

    /// The name at the start of a text, without its backticks.
    private static func name(_ text: Substring) -> Substring {
        if text.hasPrefix("`") { return text.dropFirst().prefix { $0 != "`" } }
        return text.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    }

    private func unsoundRows(in repository: Repository) -> [Breach] {
        tables(in: repository).flatMap { table in
            var seen: Set<String> = []
            return table.rows.compactMap { row -> Breach? in
                let remedy = seen.insert(row.requirement).inserted ? fault(of: row) : "it has a row already"
                return remedy.map { Breach(table.file.path, line: row.line, "`\(row.requirement)`: \($0)") }
            }
        }
    }

    private func fault(of row: ConformanceTable.Row) -> String? {
        switch row.status {
        case nil: "the status is one of tested, partial, todo and not applicable"
        case .tested: row.tests.isEmpty ? "name the test that shows it" : nil
        case .partial where row.tests.isEmpty: "name the test that shows a part of it"
        case .todo where !row.tests.isEmpty: "what a test shows in part is partial"
        case .partial, .todo, .notApplicable: row.hasReason ? nil : "say what is missing, or why nothing is"
        }
    }

    private func wrongSummaries(in repository: Repository) -> [Breach] {
        tables(in: repository).compactMap { table in
            if table.file.lines.contains(where: { $0 == table.summary }) { return nil }
            return Breach(table.file.path, "write the line `\(table.summary)`")
        }
    }
}
