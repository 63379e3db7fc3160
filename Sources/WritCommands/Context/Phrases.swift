// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

/// Facts in words.
enum FactPhrase {
    /// The fact's name, or whose account it is about.
    static func text(_ node: JSONNode?) -> String {
        guard let node else { return "a fact" }
        if let name = node.stringValue ?? node["name"]?.stringValue { return "`\(name)`" }
        return "whether \(person(node["enabled"])) is enabled"
    }

    static func value(_ node: JSONNode?) -> String {
        guard let node else { return "unknown" }
        return node.stringValue.map { "`\($0)`" } ?? String(decoding: node.canonicalBytes, as: UTF8.self)
    }

    static func person(_ node: JSONNode?) -> String { node?["sub"]?.stringValue ?? "somebody" }
}

/// What it means that one mission takes over from another, in words.
enum TakeoverPhrase {
    static func text(_ predecessor: String) -> String {
        "from \(predecessor) when approved: that one ends, with its sessions and children; what was taken away from it "
            + "or added to it as a condition does not carry over"
    }
}

/// Why something changed, in words.
enum CausePhrase {
    static func text(_ node: JSONNode?) -> String {
        switch node?.stringValue {
        case "request": "because somebody asked for it"
        case "clock": "because its time had come"
        case "ancestor": "because a mission above it ended or was stopped"
        case "expansion": "because another mission took over"
        case nil where node != nil: "because of \(FactPhrase.text(node))"
        default: "for an unknown reason"
        }
    }
}
