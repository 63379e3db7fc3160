// SPDX-License-Identifier: Apache-2.0

/// A link of a Markdown document.
struct Link {
    let line: Int
    let target: Substring

    /// Links outside of code: `[text](target)`, and `[name]: target` at the start of a line.
    static func all(in file: TextFile) -> [Link] {
        var links: [Link] = []
        var isCode = false
        for (index, line) in file.lines.enumerated() {
            if line.hasPrefix("```") { isCode.toggle() }
            if isCode { continue }
            links += targets(in: line).map { Link(line: index + 1, target: $0) }
        }
        return links
    }

    private static func targets(in line: Substring) -> [Substring] {
        if line.hasPrefix("["), let end = line.firstRange(of: "]: ") { return [line[end.upperBound...]] }
        // Every second part between backticks is code.
        let prose = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0.offset.isMultiple(of: 2) ? $0.element : "code" }
            .joined()
        return prose.split(separator: "](", omittingEmptySubsequences: false).dropFirst()
            .map { $0.prefix { $0 != ")" && $0 != " " } }
    }

    /// The path that it leads to from the root of the project; nil when it leads outside.
    func path(from folders: [Substring]) -> String? {
        if target.contains("://") || target.hasPrefix("mailto:") { return nil }
        let path = target.prefix { $0 != "#" }
        guard !path.isEmpty else { return nil }
        var parts = path.hasPrefix("/") ? [] : folders
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
