// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

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

/// Moments of an answer in words.
enum MomentPhrase {
    /// `2026-11-28 09:15 UTC (in 2 h)`, or nil where there is none.
    static func text(_ node: JSONNode?, at now: Instant) -> String? {
        node?.stringValue.flatMap(RFC3339.instant).map {
            "\(HumanTime.moment($0)) (\(HumanTime.relative($0, to: now)))"
        }
    }
}

/// Room on a disk, in words.
enum ByteCount {
    private static let units = ["KB", "MB", "GB", "TB", "PB"]

    /// `12 GB`: in the largest unit that there is at least one of, rounded down.
    static func text(_ bytes: UInt64) -> String {
        var (count, unit) = (bytes / 1024, 0)
        while count >= 1024, unit + 1 < units.count { (count, unit) = (count / 1024, unit + 1) }
        return "\(count) \(units[unit])"
    }
}

/// What an action costs, in words.
enum CostPhrase {
    /// `12.5 EUR and 3 min`, or nil where it costs nothing.
    static func text(_ cost: Cost) -> String? {
        let money = cost.money.map { "\($0.amount.text) \($0.currency.text)" }
        let time = cost.durationMilliseconds > 0 ? HumanTime.duration(milliseconds: cost.durationMilliseconds) : nil
        let parts = [money, time].compactMap(\.self)
        return parts.isEmpty ? nil : LedgerPhrase.list(parts)
    }
}

/// The key of an effect as it is recorded: what somebody said, and for a later try also the one that it comes after.
struct EffectKey {
    let said: String
    let after: PermitID?

    private static let joint = " after "

    init(_ recorded: String) {
        var (said, after): (String, PermitID?) = (recorded, nil)
        if let joint = recorded.ranges(of: Self.joint).last,
            let permit = PermitID(String(recorded[joint.upperBound...]))
        {
            (said, after) = (String(recorded[..<joint.lowerBound]), permit)
        }
        self.said = said
        self.after = after
    }

    /// `` `push-1` ``, or for a later try `` `push-1`, tried again after prm_… ``
    var phrase: String { InertText.quoted(said) + (after.map { ", tried again after \($0.text)" } ?? "") }
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
