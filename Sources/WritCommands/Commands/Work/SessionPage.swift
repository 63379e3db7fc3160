// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// Sessions as a table: where each can continue, and whether it may.
struct SessionTable {
    private(set) var table = Table([
        Table.Column("session"), Table.Column("state"), Table.Column("mission"), Table.Column("mission is"),
        Table.Column("attempt", isTrailing: true), Table.Column("waits", isTrailing: true),
        Table.Column("checkpoint", shrinks: true),
    ])

    init(_ sessions: [JSONNode], isSupervised: (JSONNode) throws -> Bool) throws {
        let known = Set(sessions.map { $0.text("id") })
        let children = Dictionary(grouping: sessions) { $0.text("parent") }
        for node in sessions where !known.contains(node.text("parent")) {
            try add(node, children, depth: 0, isSupervised)
        }
    }

    /// A session, and below it those that it asked for, the oldest first.
    private mutating func add(
        _ node: JSONNode, _ children: [String: [JSONNode]], depth: Int, _ isSupervised: (JSONNode) throws -> Bool
    ) throws {
        table.add(Self.row(node, depth: depth, isSupervised: try isSupervised(node)))
        for child in (children[node.text("id")] ?? []).reversed() {
            try add(child, children, depth: depth + 1, isSupervised)
        }
    }

    var isEmpty: Bool { table.isEmpty }

    private static func row(_ node: JSONNode, depth: Int, isSupervised: Bool) -> [StyledText] {
        var waiting = 0
        node["queue"]?.forEachElement { item in
            if item.text("state") == QueueItem.State.waiting.rawValue { waiting += 1 }
        }
        return [
            StyledText(String(repeating: "  ", count: max(0, depth - 1)) + (depth > 0 ? "└ " : "") + node.text("id")),
            SessionPage.state(node, isSupervised: isSupervised),
            StyledText(node.text("mission")), MissionState.styled(node.text("mission_state")),
            StyledText(node["epoch"]?.shownNumber ?? ""), StyledText(waiting == 0 ? "" : "\(waiting)"),
            StyledText(node["checkpoint"]?.text("label") ?? "none yet", node["checkpoint"] == nil ? .faint : .plain),
        ]
    }
}

/// One session.
enum SessionPage {
    /// `running` only when it is: a session without a supervisor is open.
    static func state(_ node: JSONNode, isSupervised: Bool) -> StyledText {
        let state = node.text("state")
        switch HarnessState(rawValue: state) {
        case .running?: return isSupervised ? StyledText("running", .good) : StyledText("open", .warning)
        case .terminated?: return StyledText("ended", .faint)
        case .suppressed?, .paused?, .handoff?, nil: return StyledText(state, .bad)
        }
    }

    static func block(_ node: JSONNode, isSupervised: Bool, at now: Instant) -> Block {
        var block = Block()
        block.add("session", StyledText(node.text("id"), .strong))
        let attempt = node["epoch"]?.shownNumber ?? "?"
        block.add("state", state(node, isSupervised: isSupervised) + StyledText(", attempt \(attempt)"))
        if !isSupervised, let heard = MomentPhrase.text(node["heard_at"], at: now) {
            block.add("supervisor", StyledText("none answers since \(heard)", .warning))
        }
        block.add(
            "mission",
            StyledText(node.text("mission")) + StyledText(", ") + MissionState.styled(node.text("mission_state")))
        block.add("begun by", node["parent"]?.stringValue)
        block.add("begun", MomentPhrase.text(node["opened_at"], at: now))
        if let checkpoint = node["checkpoint"] {
            block.add(
                "checkpoint",
                StyledText(
                    "\(checkpoint["number"]?.shownNumber ?? "?"): \(checkpoint.text("label")), "
                        + (MomentPhrase.text(checkpoint["at"], at: now) ?? "")))
        }
        block.add("runs", launch(node["launch"]))
        return block
    }

    static func queue(_ queue: JSONNode, at now: Instant) -> Table {
        var table = Table([
            Table.Column("queued"), Table.Column("state"), Table.Column("action"),
            Table.Column("resource", shrinks: true), Table.Column("not before"),
        ])
        queue.forEachElement { item in
            let state = item.text("state")
            table.add([
                StyledText(item.text("queue_item_id")),
                StyledText(state, state == QueueItem.State.suppressed.rawValue ? .bad : .plain),
                StyledText(item.text("action")), StyledText(item.text("resource")),
                StyledText(MomentPhrase.text(item["not_before"], at: now) ?? ""),
            ])
        }
        return table
    }

    /// What its processes began as, and where.
    static func launch(_ launch: JSONNode?) -> String? {
        guard let launch else { return nil }
        var words: [String] = []
        launch["arguments"]?.forEachElement { words += [$0.stringValue].compactMap(\.self) }
        return "\(words.map(InertText.shown).joined(separator: " "))  (in \(launch.text("directory")))"
    }
}
