// SPDX-License-Identifier: Apache-2.0

import Testing

/// How things are called.
struct NameTests {
    @Test func `no file and no type is named for nothing in particular`() throws {
        expectNone(emptyNames(in: try .checkout()))
    }

    @Test func `the name of a test is a sentence`() throws {
        expectNone(namelessTests(in: try .checkout()))
    }

    @Test func `a placeholder goes when the module has files`() throws {
        expectNone(placeholders(in: try .checkout()))
    }

    @Test func `a name that says nothing is found`() {
        let repository = Repository([
            "Sources/A/SessionManager.swift": "struct Fine {}\n",
            "Sources/A/Path+Utils.swift": "enum StringHelper {}\n",
            "Sources/A/Base64.swift": "struct Database {}\nfinal class BaseClient {}\n",
            "Scripts/common.sh": "",
        ])
        let files = ["Sources/A/SessionManager.swift:1", "Sources/A/Path+Utils.swift:1", "Scripts/common.sh:1"]
        expect(emptyNames(in: repository), at: files + ["Sources/A/Path+Utils.swift:1", "Sources/A/Base64.swift:2"])
    }

    @Test func `a test without a sentence is found`() {
        let source = """
            @Test func testThings() {}
            @Test(arguments: [f(1), 2])
            func `one word is none`(n: Int) {}
            @Test func `word`() {}
            @Test @MainActor func two() {}
            // @Test func three() {}
            """
        let places = ["Tests/A/A.swift:1", "Tests/A/A.swift:4", "Tests/A/A.swift:5"]
        expect(namelessTests(in: Repository(["Tests/A/A.swift": source])), at: places)
    }

    @Test func `a placeholder beside other files is found`() {
        let repository = Repository([
            "Sources/A/Placeholder.swift": "", "Sources/A/B/C.swift": "", "Sources/D/Placeholder.swift": "",
        ])
        expect(placeholders(in: repository), at: ["Sources/A/Placeholder.swift:1"])
    }

    private static let empty: Set<String> = [
        "manager", "helper", "helpers", "util", "utils", "impl", "base", "common", "misc",
    ]

    private func emptyNames(in repository: Repository) -> [Breach] {
        let files = repository.files.filter(\.isCode).compactMap { file in
            emptyWord(in: file.name.prefix { $0 != "." }).map { Breach(file.path, Self.remedy($0)) }
        }
        let types = repository.swift.flatMap { file in
            ["struct", "class", "enum", "actor", "protocol"].flatMap { file.words[$0] ?? [] }.compactMap { offset in
                let name = file.code[offset...].split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst().first
                let word = String(decoding: (name ?? []).prefix { SwiftFile.isWord($0) }, as: UTF8.self)
                return emptyWord(in: word[...]).map { file.breach(at: offset, Self.remedy($0)) }
            }
        }
        return files + types
    }

    private static func remedy(_ word: String) -> String { "`\(word)` says nothing: name it for what it is or does" }

    /// A word of a name in camel case that is on the list.
    private func emptyWord(in name: Substring) -> String? {
        var words: [String] = [""]
        for character in name {
            if character.isUppercase || !(character.isLetter || character.isNumber) { words.append("") }
            words[words.count - 1].append(contentsOf: character.lowercased())
        }
        return words.map { $0.filter { $0.isLetter || $0.isNumber } }.first { Self.empty.contains($0) }
    }

    private func namelessTests(in repository: Repository) -> [Breach] {
        repository.swift.filter(\.isTest).flatMap { file in
            (file.words["Test"] ?? []).filter { file.before($0) == UInt8(ascii: "@") }.compactMap { offset in
                guard let function = (file.words["func"] ?? []).first(where: { $0 > offset }) else { return nil }
                let name = file.file.bytes[(function + 5)...].prefix { $0 != UInt8(ascii: "(") }
                if name.first == UInt8(ascii: "`"), name.contains(UInt8(ascii: " ")) { return nil }
                return file.breach(at: function, "name it with a sentence in backticks that says what is so")
            }
        }
    }

    private func placeholders(in repository: Repository) -> [Breach] {
        repository.swift.filter { $0.file.name == "Placeholder.swift" }.compactMap { file in
            let folder = file.path.dropLast("Placeholder.swift".count)
            guard repository.swift.contains(where: { $0.path.hasPrefix(folder) && $0.path != file.path }) else {
                return nil
            }
            return Breach(file.path, "remove it: the module has files now")
        }
    }
}
