// SPDX-License-Identifier: Apache-2.0

/// The text files of the project that are under version control, read once for all tests.
struct Repository: Sendable {
    /// In the order of their paths. Files that are not text are left out.
    let files: [TextFile]
    /// The files among them that are Swift, with code, comments and texts told apart.
    let swift: [SwiftFile]

    init(_ files: [TextFile]) {
        self.files = files.sorted { $0.path < $1.path }
        swift = self.files.filter { $0.path.hasSuffix(".swift") }.map { SwiftFile($0) }
    }

    /// A small repository, to try a rule on.
    init(_ texts: KeyValuePairs<String, String>) {
        self.init(texts.map { TextFile(path: $0.key, bytes: Array($0.value.utf8)) })
    }

    subscript(path: String) -> TextFile? { files.first { $0.path == path } }

    /// This project.
    static func checkout() throws -> Repository { try read.get() }

    private static let read = Result { try Repository(Checkout.files()) }
}

/// A file's path from the root of the project, and what is in it.
struct TextFile: Sendable {
    let path: String
    let bytes: [UInt8]
    /// Where each line begins.
    let lineStarts: [Int]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        // What ends in a new line has no empty line after it.
        if starts.count > 1, starts.last == bytes.count { starts.removeLast() }
        lineStarts = starts
    }

    /// The last part of the path.
    var name: Substring { path.split(separator: "/").last ?? "" }

    /// The folders above it, from the root of the project.
    var folders: [Substring] { path.split(separator: "/").dropLast() }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The number of the line that holds a byte, counted from 1.
    func line(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The bytes of a line without its end.
    func range(ofLine line: Int) -> Range<Int> {
        let start = lineStarts[line - 1]
        let next = line < lineStarts.count ? lineStarts[line] : bytes.count
        return start..<(next > start && bytes[next - 1] == UInt8(ascii: "\n") ? next - 1 : next)
    }
}
