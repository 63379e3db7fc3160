// SPDX-License-Identifier: Apache-2.0

/// The table of `ARCHITECTURE.md` that says which module may import which.
///
/// It is the first block of code there. A row is `Module -> Import, Import  what it is for`; a line that ends with a
/// comma goes on in the next.
struct ModuleTable {
    static let path = "ARCHITECTURE.md"

    struct Row {
        let line: Int
        /// Empty when the module may import nothing at all, not even what comes with Swift.
        let imports: Set<String>
    }

    private(set) var rows: [String: Row] = [:]
    /// Lines of the table that are not rows, and modules that have two.
    private(set) var breaches: [Breach] = []

    init(_ repository: Repository) {
        guard let file = repository[Self.path] else {
            breaches = [Breach(Self.path, "write the table of modules here")]
            return
        }
        var open: (module: String, line: Int, imports: String)?
        for (line, text) in Self.block(of: file) {
            if let (module, line, imports) = open {
                open = (module, line, imports + text)
            } else if let arrow = text.firstRange(of: " -> ") {
                open = (Self.trimmed(text[..<arrow.lowerBound]), line, String(text[arrow.upperBound...]))
            } else {
                breaches.append(Breach(Self.path, line: line, "write `Module -> what it may import`"))
            }
            guard let row = open, !row.imports.hasSuffix(",") else { continue }
            add(row.module, row.line, row.imports)
            open = nil
        }
        if rows.isEmpty { breaches.append(Breach(Self.path, "write the table of modules into a block of code")) }
    }

    private mutating func add(_ module: String, _ line: Int, _ text: String) {
        if rows[module] != nil {
            breaches.append(Breach(Self.path, line: line, "`\(module)` has a row already"))
            return
        }
        // Two spaces after a name begin the description.
        var imports: Set<String> = []
        for part in text.split(separator: ",") {
            let name = Self.trimmed(part)
            let end = name.firstRange(of: "  ")?.lowerBound ?? name.endIndex
            imports.insert(String(name[..<end]))
            if end != name.endIndex { break }
        }
        rows[module] = Row(line: line, imports: imports.subtracting(["(nothing)"]))
    }

    private static func block(of file: TextFile) -> [(line: Int, text: Substring)] {
        let lines = file.lines.enumerated().map { (line: $0.offset + 1, text: $0.element) }
        let inside = lines.drop { !$0.text.hasPrefix("```") }.dropFirst()
        return inside.prefix { !$0.text.hasPrefix("```") }.filter { !$0.text.allSatisfy { $0 == " " } }
    }

    private static func trimmed(_ text: Substring) -> String {
        let front = text.drop { $0 == " " }
        return String(front.reversed().drop { $0 == " " }.reversed())
    }
}
