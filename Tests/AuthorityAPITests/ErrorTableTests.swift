// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import MissionKernel
import Platform
import Testing

@testable import AuthorityAPI

/// The closed set of error codes: what the one mapper gives is what `docs/wire/errors.md` says.
struct ErrorTableTests {
    private struct Row: Hashable {
        let code: String
        let status: UInt16
    }

    /// The rows of the table under a heading.
    private static func documented(under heading: String) throws -> [Row] {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let bytes = try Files.read(root + "/docs/wire/errors.md", limitBytes: 1 << 20)
        let sections = String(decoding: bytes, as: UTF8.self).split(separator: "\n## ")
        let section = try #require(sections.first { $0.hasPrefix(heading + "\n") })
        return section.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.filter { $0 != " " && $0 != "`" } }
            guard line.hasPrefix("| `"), cells.count == 4, let status = UInt16(cells[1]) else { return nil }
            return Row(code: cells[0], status: status)
        }
    }

    @Test(arguments: [
        ("Product", "product"), ("Submission", "submission"), ("Status", "status"), ("Decision", "decision"),
    ])
    func `a surface answers with the codes that are documented for it, and no others`(
        heading: String, name: String
    ) throws {
        let surface = try #require(Surface.every.first { $0.name == name })
        let documented = try Self.documented(under: heading)
        #expect(documented.count == Set(documented).count)
        #expect(Set(documented) == Set(ErrorTable.rows(of: surface).map { Row(code: $0.code, status: $0.status.code) }))
    }

    @Test func `each code of a refusal is one of the product's`() throws {
        let codes = Set(try Self.documented(under: "Product").map(\.code))
        #expect(Set(Refusal.Code.allCases.map(\.rawValue)).isSubset(of: codes))
    }

    @Test func `what went wrong inside stays inside`() {
        for surface in Surface.every {
            let answer = ErrorAnswer(.storage, on: surface)
            #expect(answer.status.code == 503 && answer.error == "unavailable")
            #expect(!answer.description.contains("/") && !answer.description.lowercased().contains("sqlite"))
        }
    }
}
