// SPDX-License-Identifier: Apache-2.0

import Testing

/// What may be imported where.
struct ImportTests {
    @Test func `the kernel imports nothing, whatever a table says`() throws {
        let kernel = try Repository.checkout().swift.filter { $0.module == "MissionKernel" && $0.isSource }
        expectNone(imports(of: kernel).map { $0.breach("a rule needs no more than values: hand them in") })
    }

    @Test func `a module imports only what ARCHITECTURE.md lets it`() throws {
        expectNone(foreignImports(in: try .checkout()))
    }

    @Test func `a test imports only what Package.swift gives it`() throws {
        expectNone(undeclaredImports(in: try .checkout()))
    }

    @Test func `nothing in Sources imports Foundation`() throws {
        expectNone(foundationImports(in: try .checkout()))
    }

    @Test func `exactly one module imports a C library`() throws {
        expectNone(sharedLibraries(in: try .checkout()))
    }

    @Test func `an import that the table lacks is found, and in the kernel any import`() {
        let repository = Repository([
            "ARCHITECTURE.md":
                "```\nKernel -> (nothing)  rules\nLedger -> Kernel, Glibc\nDesk -> Kernel,\n  Ledger\n```",
            "Sources/Kernel/A.swift": "import Synchronization\n",
            "Sources/Ledger/B.swift": "import Glibc\npackage import Kernel\n@_spi(x) import struct Crypto.Key\n",
            "Sources/Desk/C.swift": "import Ledger\nimport Synchronization\nimport Glibc\n",
            "Sources/New/D.swift": "import Kernel\n",
        ])
        expect(
            foreignImports(in: repository),
            at: [
                "Sources/Kernel/A.swift:1", "Sources/Ledger/B.swift:3", "Sources/Desk/C.swift:3",
                "Sources/New/D.swift:1",
            ])
    }

    @Test func `a comment, a text and a name import nothing`() {
        let source = "// import A\nlet a = \"import B\"\nlet b = #\"\"\"\n\"import C\n\"\"\"#\nfunc `import D`() {}\n"
        #expect(Import.all(in: SwiftFile(TextFile(path: "x.swift", bytes: Array(source.utf8)))).isEmpty)
    }

    @Test func `a library of two modules or of none is found, and so is an undeclared import of a test`() {
        let repository = Repository([
            "Package.swift": #"[system("CLib"), system("CNone"), module("A", ["CLib"]), tests("ATests", ["A"])]"#,
            "Sources/A/A.swift": "import CLib\nimport CLib\nimport Foundation\n",
            "Sources/B/B.swift": "import CLib\nimport FoundationEssentials\n",
            "Tests/ATests/T.swift": "import Testing\nimport A\n@testable import B\n",
        ])
        expect(sharedLibraries(in: repository), at: ["Sources/B/B.swift:1", "Package.swift:1"])
        expect(undeclaredImports(in: repository), at: ["Tests/ATests/T.swift:3"])
        expect(foundationImports(in: repository), at: ["Sources/A/A.swift:3", "Sources/B/B.swift:2"])
    }

    /// A mutex tells nothing about the world; the table need not name it.
    private static let free: Set<String> = ["Synchronization"]

    private func foreignImports(in repository: Repository) -> [Breach] {
        let table = ModuleTable(repository)
        return imports(of: repository.swift.filter(\.isSource)).compactMap { found in
            guard let row = table.rows[found.file.module] else {
                return found.breach("give `\(found.file.module)` a row in \(ModuleTable.path)")
            }
            let allowed = row.imports.isEmpty ? [] : row.imports.union(Self.free)
            if allowed.contains(found.module) { return nil }
            let names = allowed.sorted().joined(separator: ", ")
            return found.breach(
                "`\(found.file.module)` may import \(names.isEmpty ? "nothing at all" : names), not `\(found.module)`: "
                    + "move the code to where it may stand, or change the table in \(ModuleTable.path) with an ADR")
        }
    }

    private func undeclaredImports(in repository: Repository) -> [Breach] {
        let manifest = Manifest(repository)
        let toolchain: Set<String> = ["Dispatch", "Glibc", "Synchronization", "Testing"]
        return imports(of: repository.swift.filter(\.isTest)).compactMap { found in
            let folders = found.file.file.folders.indices.map { found.file.file.folders[...$0].joined(separator: "/") }
            let target = manifest.targets.first { folders.contains($0.folder) }
            if target?.dependencies.contains(found.module) == true || toolchain.contains(found.module) { return nil }
            return found.breach("add `\(found.module)` to the dependencies of `\(target?.name ?? "this folder")`")
        }
    }

    private func foundationImports(in repository: Repository) -> [Breach] {
        imports(of: repository.swift.filter(\.isSource)).filter { $0.module.hasPrefix("Foundation") }.map {
            $0.breach("`Platform`, `Synchronization`, `Glibc` and the C libraries do what Foundation does")
        }
    }

    private func sharedLibraries(in repository: Repository) -> [Breach] {
        let manifest = Manifest(repository)
        let all = imports(of: repository.swift.filter(\.isSource))
        return manifest.targets.filter { repository.isLibraryInC($0) }.flatMap { library in
            let importers = all.filter { $0.module == library.name }
            guard let owner = importers.first?.file.module else {
                return [Breach(Manifest.path, line: library.line, "nothing imports `\(library.name)`: remove it")]
            }
            return importers.filter { $0.file.module != owner }.map {
                $0.breach("`\(library.name)` belongs to `\(owner)`: use what that module offers")
            }
        }
    }

    private func imports(of files: [SwiftFile]) -> [Import] { files.flatMap { Import.all(in: $0) } }
}

extension Import {
    fileprivate func breach(_ remedy: String) -> Breach { file.breach(at: offset, remedy) }
}
