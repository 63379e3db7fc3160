// SPDX-License-Identifier: Apache-2.0

/// What the command line asks for.
package struct BenchOptions: Hashable, Sendable {
    package var wantsHelp = false
    package var wantsJSON = false
    /// Where the JSON goes besides.
    package var output: String?
    /// Where homes are made while they are measured: on the disk that counts.
    package var folder = "."
    /// The rows to run; nil for all.
    package var rows: [String]?

    /// Reads the words after the program's name.
    package init(_ words: [String], knownRows: [String]) throws(BenchFailure) {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": wantsHelp = true
            case "--json": wantsJSON = true
            case "--out": output = try Self.value(of: word, &rest)
            case "--dir": folder = try Self.value(of: word, &rest)
            case "--rows": rows = try Self.rows(try Self.value(of: word, &rest), known: knownRows)
            default: throw BenchFailure("there is no option `\(word)`; see `writ-bench --help`")
            }
        }
    }

    private static func value(of option: String, _ rest: inout ArraySlice<String>) throws(BenchFailure) -> String {
        guard let value = rest.popFirst(), !value.isEmpty else { throw BenchFailure("`\(option)` needs a value") }
        return value
    }

    private static func rows(_ list: String, known: [String]) throws(BenchFailure) -> [String] {
        let names = list.split(separator: ",").map(String.init)
        guard !names.isEmpty else { throw BenchFailure("`--rows` needs names, separated by commas") }
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw BenchFailure("there is no row `\(unknown)`; there are \(known.joined(separator: ", "))")
        }
        return names
    }
}
