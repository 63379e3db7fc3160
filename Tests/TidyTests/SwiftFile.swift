// SPDX-License-Identifier: Apache-2.0

/// A Swift file with its code, its comments and its texts told apart.
struct SwiftFile: Sendable {
    let file: TextFile
    /// The file with everything blank but code: the words in a comment, a string or a name in backticks are not in it.
    let code: [UInt8]
    /// The file with everything blank but comments.
    let comments: [UInt8]
    /// Where each word of the code begins.
    let words: [String: [Int]]
    /// Where each word of the comments begins.
    let commentWords: [String: [Int]]

    init(_ file: TextFile) {
        self.file = file
        (code, comments) = SwiftParts.split(file.bytes)
        words = Self.words(in: code)
        commentWords = Self.words(in: comments)
    }

    var path: String { file.path }

    /// The folder below `Sources` or `Tests` that the file is in.
    var module: String { file.folders.count > 1 ? String(file.folders[1]) : "" }

    var isTest: Bool { path.hasPrefix("Tests/") }

    var isSource: Bool { path.hasPrefix("Sources/") }

    func breach(at offset: Int, _ remedy: String) -> Breach { Breach(path, line: file.line(of: offset), remedy) }

    /// The nearest byte of code before an offset that is not blank, in the same line.
    func before(_ offset: Int) -> UInt8? {
        var position = offset - 1
        while position >= 0, code[position] == UInt8(ascii: " ") { position -= 1 }
        return position >= 0 && code[position] != UInt8(ascii: "\n") ? code[position] : nil
    }

    /// Whether a text stands in the code at an offset.
    func has(_ text: String, at offset: Int) -> Bool { code[offset...].starts(with: text.utf8) }

    /// The code of a line.
    func code(ofLine line: Int) -> String { String(decoding: code[file.range(ofLine: line)], as: UTF8.self) }

    func isBlank(line: Int) -> Bool { file.bytes[file.range(ofLine: line)].allSatisfy { $0 == UInt8(ascii: " ") } }

    func hasComment(line: Int) -> Bool {
        comments[file.range(ofLine: line)].contains { $0 != UInt8(ascii: " ") }
    }

    /// Whether a comment stands on the line, or above it with no blank line between.
    func isExplained(line: Int) -> Bool {
        var line = line
        while line > 0, !isBlank(line: line) {
            if hasComment(line: line) { return true }
            line -= 1
        }
        return false
    }

    private static func words(in bytes: [UInt8]) -> [String: [Int]] {
        var words: [String: [Int]] = [:]
        var start: Int?
        for (offset, byte) in bytes.enumerated() {
            if isWord(byte) {
                start = start ?? offset
            } else if let first = start {
                words[String(decoding: bytes[first..<offset], as: UTF8.self), default: []].append(first)
                start = nil
            }
        }
        if let start { words[String(decoding: bytes[start...], as: UTF8.self), default: []].append(start) }
        return words
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: byte >= 0x80
        }
    }
}
