// SPDX-License-Identifier: Apache-2.0

import Platform
import Testing

@testable import WritCommands

struct `The verbs` {
    private static func names(below command: Command<Verb>, _ path: [String] = []) -> [String] {
        command.visibleVerbs.flatMap { verb in
            let path = path + [verb.name]
            return verb.action == nil ? names(below: verb, path) : [path.joined(separator: " ")]
        }
    }

    @Test func `have what they print as JSON written down`() throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        let page = String(decoding: try Files.read(root + "/docs/cli-json.md", limitBytes: 1 << 20), as: UTF8.self)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        for name in Self.names(below: CommandTree.root) {
            #expect(rows.contains { $0.split(separator: "|")[0].contains("`\(name)`") }, "`\(name)`")
        }
    }
}
