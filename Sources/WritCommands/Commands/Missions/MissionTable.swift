// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// Missions as the rows of a table.
struct MissionTable {
    private(set) var table = Table([
        .init("mission"), .init("state"), .init("ends"), .init("agent", shrinks: true), .init("open"),
        .init("goal", shrinks: true),
    ])

    var isEmpty: Bool { table.isEmpty }

    /// - Parameters:
    ///   - open: what is open under missions.
    ///   - isTree: whether the rows are set in by their depth.
    init(_ missions: [JSONNode], _ open: OpenMatters, at now: Instant, isTree: Bool = false) {
        var first: Int64?
        for node in missions {
            let depth = isTree ? Self.depth(node) : 0
            first = first ?? depth
            let margin = String(repeating: "  ", count: Int(max(0, depth - (first ?? 0))))
            table.add([
                StyledText(margin + node.text("id")), MissionState.styled(node.text("state")),
                StyledText(Self.end(node, now)), StyledText(node.text("client")), open.text(under: node),
                StyledText(node.text("goal")),
            ])
        }
    }

    private static func depth(_ node: JSONNode) -> Int64 {
        do throws(JSONShapeError) { return try node["depth"]?.integer(in: 0...1000) ?? 0 } catch { return 0 }
    }

    private static func end(_ node: JSONNode, _ now: Instant) -> String {
        if let ended = node["ended"]?["at"]?.stringValue.flatMap(RFC3339.instant) {
            let since = HumanTime.relative(ended, to: now)
            return since == "now" ? "just ended" : "ended \(since)"
        }
        return node["expires_at"]?.stringValue.flatMap(RFC3339.instant).map { HumanTime.relative($0, to: now) } ?? ""
    }
}

extension MissionState {
    /// The state's name in the colour of what it means.
    static func styled(_ name: String) -> StyledText {
        switch MissionState(rawValue: name) {
        case .active?: StyledText(name, .good)
        case .suspended?: StyledText(name, .warning)
        case .completed?, .superseded?: StyledText(name, .faint)
        case .revoked?, .expired?, .cascaded?: StyledText(name, .bad)
        case nil: StyledText(name)
        }
    }
}
