// SPDX-License-Identifier: Apache-2.0

import Testing

/// The map of the modules, which is drawn twice.
struct ModuleTests {
    @Test func `Package.swift and ARCHITECTURE.md tell of the same modules`() throws {
        expectNone(disagreements(in: try .checkout()))
    }

    @Test func `every folder with sources is a target and every target has one`() throws {
        expectNone(strayFolders(in: try .checkout()))
    }

    @Test func `a table that differs from the manifest is found`() {
        let repository = Repository([
            "ARCHITECTURE.md": "```\nA -> CLib\nB -> A, Glibc\nGone -> A\nnonsense\nA -> B\n```",
            "Package.swift": """
            func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
                .target(name: name, dependencies: dependencies)
            }
            let package = Package(
                name: "x",
                targets: [
                    system("CLib", pkgConfig: "lib", debian: "lib-dev"),
                    module("A", ["CLib"]),
                    module(
                        "B",
                        ["A", "CLib"], linking: [.linkedLibrary("m")]),
                    .executableTarget(name: "c", dependencies: ["B"]),
                    tests("ATests", ["A"]),
                ])
            """,
            "Sources/A/A.swift": "", "Sources/B/B.swift": "", "Sources/c/main.swift": "",
        ])
        let places = (3...6).map { "ARCHITECTURE.md:\($0)" } + ["Package.swift:12"]
        expect(disagreements(in: repository), at: places)
    }

    @Test func `a folder without a target and a target without a folder are found`() {
        let repository = Repository([
            "Package.swift": #"[module("A"), tests("ATests", ["A"]), .executableTarget(name: "p", path: "Tests/P")]"#,
            "Sources/A/A.swift": "", "Sources/B/B.swift": "", "Tests/P/main.swift": "",
        ])
        expect(strayFolders(in: repository), at: ["Sources/B:1", "Package.swift:1"])
    }

    private func disagreements(in repository: Repository) -> [Breach] {
        let table = ModuleTable(repository)
        let targets = Manifest(repository).targets.filter {
            $0.kind != .tests && $0.folder.hasPrefix("Sources/") && !repository.isLibraryInC($0)
        }
        let missing = targets.filter { table.rows[$0.name] == nil }.map {
            Breach(Manifest.path, line: $0.line, "give `\($0.name)` a row in \(ModuleTable.path)")
        }
        let wrong = table.rows.compactMap { name, row -> Breach? in
            guard let target = targets.first(where: { $0.name == name }) else {
                return Breach(ModuleTable.path, line: row.line, "`\(name)` is no module of \(Manifest.path)")
            }
            let listed = row.imports.subtracting(["Glibc"])
            if listed == target.dependencies { return nil }
            let differences = listed.symmetricDifference(target.dependencies).sorted().joined(separator: ", ")
            return Breach(
                ModuleTable.path, line: row.line,
                "`\(name)` differs from line \(target.line) of \(Manifest.path) in \(differences)")
        }
        return table.breaches + missing + wrong
    }

    private func strayFolders(in repository: Repository) -> [Breach] {
        let manifest = Manifest(repository)
        let folders = Set(manifest.targets.map { $0.folder + "/" })
        let sources = repository.swift.filter { $0.isSource || $0.isTest }
        let stray = sources.filter { file in !folders.contains { file.path.hasPrefix($0) } }
        let empty = manifest.targets.filter { target in
            !repository.files.contains { $0.path.hasPrefix(target.folder + "/") }
        }
        return Set(stray.map { $0.file.folders.prefix(2).joined(separator: "/") }).map {
            Breach($0, "this folder belongs to no target: declare it in \(Manifest.path)")
        } + empty.map { Breach(Manifest.path, line: $0.line, "`\($0.folder)` has no files: write some, or remove it") }
    }
}
