// SPDX-License-Identifier: Apache-2.0

/// What a JSON text may cost before it is refused.
package struct JSONLimits: Sendable {
    /// Bytes of the whole text.
    package var bytesMax: Int
    /// Arrays and objects inside each other.
    package var depthMax: Int
    /// Whether code points that I-JSON forbids (RFC 7493, section 2.1: noncharacters) are refused.
    package var refusesNoncharacters: Bool

    package init(bytesMax: Int, depthMax: Int, refusesNoncharacters: Bool = false) {
        precondition(bytesMax >= 0 && bytesMax <= Int(UInt32.max), "bytesMax \(bytesMax) is outside 0...2^32-1")
        precondition(depthMax >= 1, "depthMax \(depthMax) is below 1")
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.refusesNoncharacters = refusesNoncharacters
    }

    /// One request or file of ordinary size: 1 MiB, 64 levels.
    package static let document = JSONLimits(bytesMax: 1 << 20, depthMax: 64)
    /// A value that will be committed by a digest: as ``document``, and I-JSON throughout.
    package static let committed = JSONLimits(bytesMax: 1 << 20, depthMax: 64, refusesNoncharacters: true)
}
