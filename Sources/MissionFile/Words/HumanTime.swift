// SPDX-License-Identifier: Apache-2.0

package import MissionKernel
import MissionWire

/// Times as people read them at a glance.
package enum HumanTime {
    private static let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)]

    /// `3 d`, `1 d 12 h`, `2 min 5 s`: the two largest units, rounded down; `0 s` for less than a second.
    package static func duration(milliseconds: Int64) -> String {
        var seconds = max(0, milliseconds) / 1000
        guard let first = units.firstIndex(where: { seconds >= $0.seconds }) else { return "0 s" }
        var parts: [String] = []
        for unit in units[first...].prefix(2) where seconds >= unit.seconds {
            parts.append("\(seconds / unit.seconds) \(unit.name)")
            seconds %= unit.seconds
        }
        return parts.joined(separator: " ")
    }

    /// `in 3 h`, `2 min ago`, `now`: how far `instant` is from `now`, in its largest unit, rounded.
    package static func relative(_ instant: Instant, to now: Instant) -> String {
        let ahead = instant.milliseconds(since: now)
        let seconds = Int64(clamping: ahead.magnitude / 1000)
        // A unit also serves what is less than it by no more than its thirtieth: `1 d` rather than `24 h`.
        guard let unit = units.first(where: { seconds + $0.seconds / 30 >= $0.seconds }) else { return "now" }
        let amount = "\((seconds + unit.seconds / 2) / unit.seconds) \(unit.name)"
        return ahead > 0 ? "in \(amount)" : "\(amount) ago"
    }

    /// `2026-12-01 18:00 UTC`, with seconds only where there are some; parts of a second are dropped.
    package static func moment(_ instant: Instant) -> String {
        let text = RFC3339.text(instant)
        let time = text.dropFirst(11).prefix(8)
        return "\(text.prefix(10)) \(time.hasSuffix(":00") ? time.dropLast(3) : time) UTC"
    }
}
