// SPDX-License-Identifier: Apache-2.0

/// The targets that `Package.swift` declares.
struct Manifest {
    static let path = "Package.swift"

    enum Kind { case systemLibrary, module, program, tests }

    struct Target {
        let name: String
        let kind: Kind
        let line: Int
        let dependencies: Set<String>
        let folder: String
    }

    let targets: [Target]

    subscript(name: String) -> Target? { targets.first { $0.name == name } }

    init(_ repository: Repository) {
        guard let file = repository.swift.first(where: { $0.path == Self.path }) else {
            targets = []
            return
        }
        let tokens = Self.tokens(of: file)
        targets = tokens.indices.compactMap { index in
            guard case .word(let word) = tokens[index].part, let kind = Self.kinds[word] else { return nil }
            return Self.target(kind, Self.arguments(tokens[(index + 1)...]), line: tokens[index].line)
        }
    }

    /// The calls that declare a target: those of this manifest and those of SwiftPM.
    private static let kinds: [String: Kind] = [
        "system": .systemLibrary, "systemLibrary": .systemLibrary, "module": .module, "target": .module,
        "program": .program, "executableTarget": .program, "tests": .tests, "testTarget": .tests,
    ]

    private enum Part: Equatable {
        case word(String)
        case text(String)
        case sign(UInt8)
    }

    private struct Token {
        let part: Part
        let line: Int
    }

    private static func tokens(of file: SwiftFile) -> [Token] {
        var tokens: [Token] = []
        var position = 0
        while position < file.code.count {
            let start = position
            let byte = file.code[position]
            position += 1
            let part: Part
            if SwiftFile.isWord(byte) {
                while position < file.code.count, SwiftFile.isWord(file.code[position]) { position += 1 }
                part = .word(String(decoding: file.code[start..<position], as: UTF8.self))
            } else if byte == UInt8(ascii: "\"") {
                while position < file.code.count, file.code[position] != byte { position += 1 }
                part = .text(String(decoding: file.file.bytes[(start + 1)..<position], as: UTF8.self))
                position += 1
            } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
                continue
            } else {
                part = .sign(byte)
            }
            tokens.append(Token(part: part, line: file.file.line(of: start)))
        }
        return tokens
    }

    /// The texts among a call's arguments, each with its label, and whether it stands in a list of the call's own.
    private static func arguments(_ tokens: ArraySlice<Token>) -> [(label: String, isListed: Bool, text: String)] {
        guard tokens.first?.part == .sign(UInt8(ascii: "(")) else { return [] }
        var texts: [(label: String, isListed: Bool, text: String)] = []
        var depth = 0
        var label = ""
        var previous: Part?
        for token in tokens {
            switch token.part {
            case .sign(UInt8(ascii: "(")), .sign(UInt8(ascii: "[")): depth += 1
            case .sign(UInt8(ascii: ")")), .sign(UInt8(ascii: "]")): depth -= 1
            case .sign(UInt8(ascii: ",")) where depth == 1: label = ""
            case .sign(UInt8(ascii: ":")) where depth == 1:
                if case .word(let word) = previous { label = word }
            case .text(let text): texts.append((label, depth > 1, text))
            default: break
            }
            if depth == 0 { break }
            previous = token.part
        }
        return texts
    }

    private static func target(
        _ kind: Kind, _ arguments: [(label: String, isListed: Bool, text: String)], line: Int
    ) -> Target? {
        guard let first = arguments.first, !first.isListed, ["", "name"].contains(first.label) else { return nil }
        let listed = arguments.filter { $0.isListed && ["", "dependencies"].contains($0.label) }
        let path = arguments.first { $0.label == "path" }?.text
        return Target(
            name: first.text, kind: kind, line: line, dependencies: Set(listed.map(\.text)),
            folder: path ?? (kind == .tests ? "Tests/" : "Sources/") + first.text)
    }
}

extension Repository {
    /// A library of the system, or a target of ours with no Swift in it.
    func isLibraryInC(_ target: Manifest.Target) -> Bool {
        target.kind == .systemLibrary
            || (target.kind == .module && !swift.contains { $0.path.hasPrefix(target.folder + "/") })
    }
}
