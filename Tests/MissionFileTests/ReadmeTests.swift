// SPDX-License-Identifier: Apache-2.0

import MissionFile
import MissionKernel
import Platform
import Testing

struct `The mission files of the README` {
    /// The texts between its fences that begin a mission, in order.
    private func missions() throws -> [String] {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        let text = String(decoding: try Files.read(root + "/README.md", limitBytes: 1 << 20), as: UTF8.self)
        return text.split(separator: "```yaml\n").dropFirst().map { String($0.prefix(upTo: fence($0))) }
    }

    private func fence(_ text: Substring) -> Substring.Index { text.firstRange(of: "```")?.lowerBound ?? text.endIndex }

    @Test func `are read, and the sub-agent's asks for no more than the agent has`() throws {
        let missions = try missions()
        try #require(missions.count == 2)
        let shop = try GitRepository("https://git.example.com/shop.git", from: "/")
        var reading = context
        reading.site = { _ in .repository(of: shop) { _ in .folder } }
        let orders = try missions.map { try MissionOrder(reading: Array($0.utf8), in: reading) }
        #expect(orders[1].excess(over: orders[0].entries) == nil)
        #expect(orders[0].excess(over: orders[1].entries) != nil)
    }
}
