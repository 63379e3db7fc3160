// SPDX-License-Identifier: Apache-2.0

import Testing

/// What the documents promise about themselves.
struct DocumentTests {
    @Test func `a link in a document leads to a file that is there`() throws {
        expectNone(brokenLinks(in: try .checkout()))
    }

    @Test func `decisions are numbered without gaps and say all four things`() throws {
        expectNone(unsoundDecisions(in: try .checkout()))
    }

    @Test func `the changelog has a place for what comes next`() throws {
        expectNone(unsoundChangelog(in: try .checkout()))
    }

    @Test func `a link to nowhere is found`() {
        let text = """
            [a](b.md) [c](missing.md#x) [d](https://example.com/e) [f](#here) [g](../LICENSE "title")
            ```
            [h](missing.md)
            ```
            `[i](missing.md)` ![j](pictures/) ![j](photos/) [k][l] [m](/LICENSE)

            [l]: gone.md
            """
        let repository = Repository(["docs/a.md": text, "docs/b.md": "", "docs/pictures/x.svg": "", "LICENSE": ""])
        expect(brokenLinks(in: repository), at: ["docs/a.md:1", "docs/a.md:5", "docs/a.md:7"])
    }

    @Test func `a decision that is missing, unnumbered or cut short is found`() {
        let whole = Self.decisionParts.map { "## \($0)\n" }.joined()
        let repository = Repository([
            "docs/adr/0001-a.md": whole, "docs/adr/0002-b.md": "## Context\n", "docs/adr/0004-d.md": whole,
            "docs/adr/notes.md": whole, "docs/adr/0004-e.md": whole, "docs/adr/README.md": "",
        ])
        expect(
            unsoundDecisions(in: repository),
            at: ["docs/adr/0002-b.md:1", "docs/adr/0004-d.md:1", "docs/adr/notes.md:1"])
        expect(unsoundChangelog(in: repository), at: ["CHANGELOG.md:1"])
    }

    private func brokenLinks(in repository: Repository) -> [Breach] {
        let paths = Set(repository.files.map(\.path))
        let folders = Set(
            repository.files.flatMap { file in
                file.folders.indices.map { file.folders[...$0].joined(separator: "/") }
            })
        return repository.files.filter { $0.path.hasSuffix(".md") }.flatMap { file in
            Link.all(in: file).compactMap { link in
                guard let path = link.path(from: file.folders) else { return nil }
                if path.isEmpty || paths.contains(path) || folders.contains(path) { return nil }
                return Breach(file.path, line: link.line, "`\(path)` is not there: mend the link or write the file")
            }
        }
    }

    private static let decisionParts = ["Context", "Decision", "Consequences", "What would change our mind"]

    private func unsoundDecisions(in repository: Repository) -> [Breach] {
        let decisions = repository.files.filter { file in
            file.folders == ["docs", "adr"] && file.path.hasSuffix(".md") && file.name != "README.md"
        }
        return decisions.enumerated().compactMap { index, file in
            let number = String(repeating: "0", count: max(0, 4 - "\(index + 1)".count)) + "\(index + 1)"
            guard file.name.hasPrefix("\(number)-") else {
                return Breach(file.path, "the next number is \(number): name it `\(number)-imperative-sentence.md`")
            }
            let headings = file.lines.filter { $0.hasPrefix("#") }.map { $0.drop { $0 == "#" || $0 == " " } }
            let missing = Self.decisionParts.filter { part in !headings.contains { $0 == part } }
            return missing.isEmpty ? nil : Breach(file.path, "write the parts \(missing.joined(separator: ", "))")
        }
    }

    private func unsoundChangelog(in repository: Repository) -> [Breach] {
        let path = "CHANGELOG.md"
        let lines = repository[path]?.lines ?? []
        let isSound = lines.contains { $0 == "## Unreleased" || $0 == "## [Unreleased]" }
        return isSound ? [] : [Breach(path, "give it a section `## Unreleased`")]
    }
}
