// SPDX-License-Identifier: Apache-2.0

/// What has happened in a world, line by line: the last lines to show, and a fingerprint of all.
struct Trace {
    private(set) var lines: [String] = []
    /// Equal for equal runs (FNV-1a, 64 bits).
    private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325
    /// Whether all lines stay, and not only the last.
    var keepsAll = false

    private static let kept = 24

    mutating func add(_ line: String) {
        for byte in line.utf8 { fingerprint = (fingerprint ^ UInt64(byte)) &* 0x100_0000_01B3 }
        if !keepsAll, lines.count >= 2 * Self.kept { lines.removeFirst(Self.kept) }
        lines.append(line)
    }

    var tail: [String] { Array(lines.suffix(Self.kept)) }
}
