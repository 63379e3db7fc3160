// SPDX-License-Identifier: Apache-2.0

/// One import of a Swift file.
struct Import {
    let module: String
    let file: SwiftFile
    let offset: Int

    private static let kinds: Set<String> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]

    static func all(in file: SwiftFile) -> [Import] {
        (file.words["import"] ?? []).compactMap { offset in
            let line = file.code[offset...].prefix { $0 != UInt8(ascii: "\n") }
            let words = String(decoding: line, as: UTF8.self).split(separator: " ").dropFirst()
            let named = words.drop { kinds.contains(String($0)) }.first
            return named.map { Import(module: String($0.prefix { $0 != "." }), file: file, offset: offset) }
        }
    }
}
