// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

/// Identifiers in the order in which they are drawn, so that a trace can be read and a run repeats itself.
// SAFETY: a world has one thread, and nothing else uses this.
final class Identities: IdentitySource, @unchecked Sendable {
    private var drawn: UInt64 = 0

    private static let world: UInt64 = 0x57_52_49_54_5F_53_49_4D

    func next<Kind: IdentifierKind>() -> Identifier<Kind> {
        drawn += 1
        return Identifier(high: Self.world, low: drawn)
    }

    func secret(count: Int) -> [UInt8] {
        drawn += 1
        return (0..<count).map { UInt8(truncatingIfNeeded: drawn >> UInt64($0 % 8 * 8)) }
    }
}

extension Identifier {
    /// The identifier as a trace shows it: its kind and its number.
    var short: String { "\(Kind.prefix)".prefix(3) + "\(low)" }
}
