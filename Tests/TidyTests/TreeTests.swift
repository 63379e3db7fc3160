// SPDX-License-Identifier: Apache-2.0

import Testing

/// The tree of folders that `ARCHITECTURE.md` draws.
struct TreeTests {
    @Test func `the tree of ARCHITECTURE.md has each folder of a module, and no other`() throws {
        expectNone(breaches(in: try .checkout()))
    }

    @Test func `a folder that is not drawn is found, and one that is drawn and not there`() {
        let tree = """
            ```
            Ledger -> (nothing)
            ```
            ```
            Sources/
              Ledger/      Tree/ Gone/
                           Names/, and more
              a/ b/        mains
              Crypto/      hashes
            ```
            """
        let repository = Repository([
            "ARCHITECTURE.md": tree, "Sources/Crypto/Hash/A.swift": "", "Sources/Ledger/Names/A.swift": "",
            "Sources/Ledger/Tree/A.swift": "", "Sources/New/A.swift": "", "Sources/a/A.swift": "",
            "Sources/b/A.swift": "",
        ])
        #expect(
            Set(breaches(in: repository).map(\.remedy)) == [
                "draw `Sources/Crypto/Hash`", "draw `Sources/New`", "`Sources/Ledger/Gone` is not there",
            ])
    }

    private func breaches(in repository: Repository) -> [Breach] {
        let drawn = folders(in: repository)
        let kept = Set(
            repository.swift.filter(\.isSource).flatMap { file in
                let folders = file.file.folders
                return [2, 3].filter { $0 <= folders.count }.map { folders[..<$0].joined(separator: "/") }
            })
        let there = Set(repository.files.map { $0.folders.prefix(3).joined(separator: "/") })
        let missing = kept.subtracting(drawn).map { "draw `\($0)`" }
        let gone = drawn.filter { folder in !there.contains { "\($0)/".hasPrefix("\(folder)/") } }
            .map { "`\($0)` is not there" }
        return (missing + gone).map { Breach(ModuleTable.path, $0) }
    }

    /// The folders of `Sources` in the tree. A line begins with modules; what follows the gap is the last one's, and
    /// lines without a module of their own go on with it.
    private func folders(in repository: Repository) -> Set<String> {
        guard let file = repository[ModuleTable.path] else { return [] }
        var folders: Set<String> = []
        var module = ""
        for line in file.lines.drop(while: { $0 != "Sources/" }).dropFirst().prefix(while: { $0.hasPrefix("  ") }) {
            let body = line.dropFirst(2)
            let gap = body.firstRange(of: "  ")?.lowerBound ?? body.endIndex
            let names = Self.folderNames(in: body[..<gap])
            for name in names { folders.insert("Sources/\(name)") }
            module = names.last ?? module
            for name in Self.folderNames(in: body[gap...]) { folders.insert("Sources/\(module)/\(name)") }
        }
        return folders
    }

    private static func folderNames(in text: Substring) -> [String] {
        text.split { $0 == " " || $0 == "," }.filter { $0.hasSuffix("/") }.map { String($0.dropLast()) }
    }
}
