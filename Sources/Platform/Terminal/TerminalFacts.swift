// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// What is known about the other side of a descriptor that text is written to.
package struct TerminalFacts: Hashable, Sendable {
    /// Whether a terminal is there, rather than a file or a pipe.
    package let isTerminal: Bool

    /// How many columns a line has: the terminal's own word, else `COLUMNS`, else 80.
    ///
    /// At least 1.
    package let columns: Int

    /// Whether colours are wanted: on a terminal, unless `NO_COLOR` is set and not empty or `TERM` is `dumb`.
    package let allowsColor: Bool

    /// Looks once; a terminal that is resized later is not noticed.
    package init(descriptor: Int32, environment: [String: String] = Environment.all) {
        isTerminal = isatty(descriptor) == 1
        let told = Int(writ_terminal_columns(descriptor))
        columns = told > 0 ? told : Self.columns(named: environment["COLUMNS"])
        let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        allowsColor = isTerminal && !refused && environment["TERM"] != "dumb"
    }

    private static func columns(named text: String?) -> Int {
        guard let text, let columns = Int(text), (1...10_000).contains(columns) else { return 80 }
        return columns
    }
}
