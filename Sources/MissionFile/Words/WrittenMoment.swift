// SPDX-License-Identifier: Apache-2.0

package import MissionKernel
import MissionWire

/// Moments as people write them: `2026-12-01 18:00 UTC`, RFC 3339, or a duration from now.
package enum WrittenMoment {
    /// Reads a moment; nil when the text is none, or does not say in which zone it is.
    package static func instant(_ text: String) -> Instant? {
        if let instant = RFC3339.instant(text) { return instant }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3 || (parts.count == 2 && parts[1].contains { "+-Z".contains($0) }) else { return nil }
        let time = parts[1].prefix { $0.isASCII && ($0.isNumber || $0 == ":" || $0 == ".") }
        let zone = parts.count == 3 ? parts[2] : parts[1].dropFirst(time.count)
        guard time.endIndex == parts[1].endIndex || parts.count == 2 else { return nil }
        let seconds = time.count == 5 ? ":00" : ""
        return RFC3339.instant("\(parts[0])T\(time)\(seconds)\(zone == "UTC" ? "Z" : zone)")
    }

    /// Reads a moment, or a duration that is counted from the last whole second before `now`.
    package static func instant(_ text: String, from now: Instant) -> Instant? {
        guard let milliseconds = WrittenDuration.milliseconds(text) else { return instant(text) }
        let second = now.microseconds - now.microseconds.quotientAndRemainder(dividingBy: 1_000_000).remainder
        return Instant(microseconds: second).adding(milliseconds: milliseconds)
    }

    /// What a text that is not a moment should have been.
    static let examples = "a time such as `2030-01-31 18:00 UTC`, with its zone"
}
