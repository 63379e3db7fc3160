// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Identifiers that look drawn at random and are known to every process of a run: the n-th of each kind.
enum BenchID {
    static func mission(_ number: Int) -> MissionID { id(number) }

    static func id<Kind: IdentifierKind>(_ number: Int) -> Identifier<Kind> {
        Identifier(high: mixed(UInt64(number) &* 2 &+ 1), low: mixed(UInt64(number) &* 2 &+ 2))
    }

    /// SplitMix64.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
