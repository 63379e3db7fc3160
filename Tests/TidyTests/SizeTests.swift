// SPDX-License-Identifier: Apache-2.0

import Testing

/// How long things may be.
struct SizeTests {
    private static let fileLinesMax = 400
    private static let functionLinesMax = 70
    private static let columnsMax = 120

    @Test func `a file has at most 400 lines`() throws {
        expectNone(longFiles(in: try .checkout()))
    }

    @Test func `a function has at most 70 lines`() throws {
        expectNone(longFunctions(in: try .checkout()))
    }

    @Test func `a line of code has at most 120 columns`() throws {
        expectNone(wideLines(in: try .checkout()))
    }

    @Test func `what is too long is found`() {
        let body = (1...70).map { "    step(\($0))\n" }.joined()
        let repository = Repository([
            "Sources/A/Long.swift": String(repeating: "// a line\n", count: 401),
            "Sources/A/Full.swift": String(repeating: "// a line\n", count: 400),
            "Sources/A/Function.swift": "struct A {\n    func f(\n        _ a: Int\n    ) {\n\(body)    }\n}\n",
            "Sources/A/Column.swift": "// " + String(repeating: "ö", count: 118) + "\n",
            "Sources/A/Wide.swift": "// " + String(repeating: "ö", count: 117) + "\n",
            "Scripts/wide": "#!/bin/sh\n" + String(repeating: "x", count: 121),
            "Tests/A/Sample.swift": "    == #\"" + String(repeating: "x", count: 121) + "\"#\n",
            "Tests/A/Call.swift": "f(#\"" + String(repeating: "x", count: 121) + "\"#)\n",
        ])
        expect(longFiles(in: repository), at: ["Sources/A/Long.swift:1"])
        expect(longFunctions(in: repository), at: ["Sources/A/Function.swift:2"])
        expect(
            wideLines(in: repository), at: ["Sources/A/Column.swift:1", "Scripts/wide:2", "Tests/A/Call.swift:1"])
    }

    @Test func `a function is as long as its own braces`() {
        let lines = (1...40).map { "    let a\($0) = { \($0) }\n" }.joined()
        let source =
            "protocol P { func f() }\nstruct B {\n    func f() {\n\(lines)    }\n    init() {\n\(lines)    }\n}\n"
        #expect(longFunctions(in: Repository(["Sources/A/A.swift": source])).isEmpty)
    }

    private func longFiles(in repository: Repository) -> [Breach] {
        repository.files.filter(\.isCode).compactMap { file in
            let count = file.lineStarts.count
            guard count > Self.fileLinesMax else { return nil }
            return Breach(file.path, "\(count) lines: give each idea its own file, of about 120 lines")
        }
    }

    private func longFunctions(in repository: Repository) -> [Breach] {
        repository.swift.flatMap { file in
            Braces(file).pairs.filter { $0.owner == .function }.compactMap { pair in
                let count = file.file.line(of: pair.close) - file.file.line(of: pair.start) + 1
                guard count > Self.functionLinesMax else { return nil }
                return file.breach(at: pair.start, "\(count) lines: name its parts, functions of about 10 lines")
            }
        }
    }

    private func wideLines(in repository: Repository) -> [Breach] {
        repository.files.filter(\.isCode).flatMap { file in
            file.lineStarts.indices.compactMap { index in
                let bytes = file.bytes[file.range(ofLine: index + 1)]
                guard bytes.count > Self.columnsMax, !isSample(bytes, in: file) else { return nil }
                let count = String(decoding: bytes, as: UTF8.self).count
                return count > Self.columnsMax ? Breach(file.path, line: index + 1, "\(count) columns: break it") : nil
            }
        }
    }

    /// Whether a line of a test is one raw literal: a sample reads best whole.
    private func isSample(_ line: ArraySlice<UInt8>, in file: TextFile) -> Bool {
        guard file.folders.first == "Tests", file.path.hasSuffix(".swift") else { return false }
        return line.drop { " =+".utf8.contains($0) }.starts(with: "#\"".utf8)
    }
}

extension TextFile {
    /// Written by hand in a programming language.
    var isCode: Bool {
        if ["Sources", "Tests"].contains(folders.first) {
            return [".swift", ".c", ".h", ".py"].contains { path.hasSuffix($0) }
        }
        return path == "Package.swift" || path == "Makefile" || folders.first == "Scripts"
    }
}
