// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// What every tracked file may say.
struct TextTests {
    @Test func `a file of code begins with its licence`() throws {
        expectNone(unlicensed(in: try .checkout()))
    }

    @Test func `nothing is left to do in a comment`() throws {
        expectNone(leftovers(in: try .checkout()))
    }

    @Test func `a comment has no tag but INVARIANT, SAFETY and WHY`() throws {
        expectNone(foreignTags(in: try .checkout()))
    }

    @Test func `no file knows a path of somebody's machine`() throws {
        expectNone(machinePaths(in: try .checkout()))
    }

    @Test func `no file names the host of a package registry`() throws {
        expectNone(registryHosts(in: try .checkout()))
    }

    @Test func `a file without its licence is found`() {
        let licence = "SPDX-License-Identifier: Apache-2.0"
        let repository = Repository([
            "Sources/A/A.swift": "import B\n", "Sources/A/B.swift": "// \(licence)\n", "Scripts/a": "#!/bin/sh\n",
            "Scripts/b": "#!/bin/sh\n# \(licence)\n", "Package.swift": "// swift-tools-version: 6.2\n// \(licence)\n",
            "Sources/C/c.c": "\n// \(licence)\n", "Sources/C/empty.h": "",
        ])
        expect(
            unlicensed(in: repository),
            at: ["Sources/A/A.swift", "Scripts/a", "Sources/C/c.c", "Sources/C/empty.h"].map { "\($0):1" })
    }

    @Test func `what is left to do is found, and so is a foreign tag`() {
        let marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX"]
        let source =
            marks.map { "let a = 1  // \($0): later\n" }.joined()
            + "let b = \"\(marks[0])\"\n// MARK: c\n// WHY: d\n/// SIGHUP: e\n"
        let repository = Repository([
            "Sources/A/A.swift": source, "Scripts/a": "mktemp \(marks[3])XXX\n# \(marks[1]) now\n",
        ])
        expect(leftovers(in: repository), at: (1...4).map { "Sources/A/A.swift:\($0)" } + ["Scripts/a:2"])
        expect(foreignTags(in: repository), at: [1, 2, 3, 4, 6].map { "Sources/A/A.swift:\($0)" })
    }

    @Test func `a path of a machine is found, and so is a registry`() {
        let repository = Repository([
            "a.md": "/ho" + "me/x/y\nat:/wo" + "rk/main\nhttps://a.example/ho" + "me/x\nnet/wo" + "rk/x\n~/x\n",
            "b.txt": "see https://py" + "pi.org/x\n",
        ])
        expect(machinePaths(in: repository), at: ["a.md:1", "a.md:2"])
        expect(registryHosts(in: repository), at: ["b.txt:1"])
    }

    private func unlicensed(in repository: Repository) -> [Breach] {
        repository.files.filter { $0.isCode || $0.path == ".ci/run" }.compactMap { file in
            let first = file.lines.first { !$0.hasPrefix("#!") && !$0.hasPrefix("// swift-tools-version:") }
            if first?.hasSuffix(" SPDX-License-Identifier: Apache-2.0") == true { return nil }
            return Breach(file.path, "begin it with a comment `SPDX-License-Identifier: Apache-2.0`")
        }
    }

    private static let leftoverWords = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX"]

    private func leftovers(in repository: Repository) -> [Breach] {
        let remedy = "do it now, or write an issue"
        let swift = repository.swift.flatMap { file in
            Self.leftoverWords.flatMap { file.commentWords[$0] ?? [] }.map { file.breach(at: $0, remedy) }
        }
        let others = repository.files.filter { $0.isCode && !$0.path.hasSuffix(".swift") }.flatMap { file in
            Self.leftoverWords.flatMap { file.offsets(ofWord: $0) }.map {
                Breach(file.path, line: file.line(of: $0), remedy)
            }
        }
        return swift + others
    }

    /// A word in capitals at the start of a comment that is no documentation, with a colon.
    private func foreignTags(in repository: Repository) -> [Breach] {
        let known: Set<Substring> = ["INVARIANT", "SAFETY", "WHY"]
        return repository.swift.filter { $0.isSource || $0.isTest }.flatMap { file in
            file.file.lineStarts.indices.compactMap { index in
                let range = file.file.range(ofLine: index + 1)
                let comment = String(decoding: file.comments[range], as: UTF8.self).drop { $0 == " " }
                guard comment.hasPrefix("// ") else { return nil }
                let tag = comment.dropFirst(3).prefix { $0.isASCII && $0.isUppercase }
                guard tag.count > 2, comment[tag.endIndex...].first == ":", !known.contains(tag) else { return nil }
                return Breach(file.path, line: index + 1, "`\(tag):` is no tag of ours: write a sentence")
            }
        }
    }

    private static let machineFolders = ["ho" + "me/", "ro" + "ot/", "wo" + "rk/", "Us" + "ers/", "tmp/sw" + "ift"]

    private func machinePaths(in repository: Repository) -> [Breach] {
        repository.files.flatMap { file in
            Self.machineFolders.flatMap { file.offsets(of: "/\($0)") }
                .filter { $0 == 0 || !TextFile.isInPath(file.bytes[$0 - 1]) }
                .map { Breach(file.path, line: file.line(of: $0), "write a path that is true everywhere") }
        }
    }

    private static let hosts = [
        "py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js.org", "crates" + ".io", "ruby" + "gems.org",
        "proxy.go" + "lang.org", "deb.debian" + ".org", "security.debian" + ".org", "ghcr" + ".io", "docker" + ".io",
    ]

    private func registryHosts(in repository: Repository) -> [Breach] {
        repository.files.flatMap { file in
            Self.hosts.flatMap { file.offsets(of: $0) }.map {
                Breach(file.path, line: file.line(of: $0), "name the package; its client knows the registry")
            }
        }
    }
}

extension TextFile {
    /// Where a text begins, each time.
    func offsets(of text: String) -> [Int] {
        let wanted = Array(text.utf8)
        guard let first = wanted.first else { return [] }
        return bytes.withUnsafeBytes { buffer in
            var found: [Int] = []
            var position = 0
            while let base = buffer.baseAddress,
                let next = memchr(base + position, Int32(first), buffer.count - position)
            {
                position = UnsafeRawPointer(next) - base
                if buffer[position...].starts(with: wanted) { found.append(position) }
                position += 1
            }
            return found
        }
    }

    func offsets(ofWord word: String) -> [Int] {
        offsets(of: word).filter { start in
            let end = start + word.utf8.count
            return (start == 0 || !SwiftFile.isWord(bytes[start - 1]))
                && (end == bytes.count || !SwiftFile.isWord(bytes[end]))
        }
    }

    /// Whether a byte before a slash makes the slash the middle of a longer path.
    static func isInPath(_ byte: UInt8) -> Bool {
        SwiftFile.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~")
    }
}
