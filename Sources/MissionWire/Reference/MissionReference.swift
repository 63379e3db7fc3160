// SPDX-License-Identifier: Apache-2.0

/// Which mission a request says it runs under (draft-mcguinness-mission-authority-server, *The Reference Tuple*).
///
/// It selects and grants nothing: whoever reads one still establishes the mission, its client and its subject. Two
/// references are the same when both texts are the same bytes; neither is normalized.
package struct MissionReference: Hashable, Sendable {
    /// The mission's identifier: at most ``idLengthMax`` printable ASCII characters.
    package let id: String
    /// The issuer's identifier, as its metadata has it: at most ``issuerLengthMax`` printable ASCII characters.
    package let issuer: String

    package static let idLengthMax = 256
    package static let issuerLengthMax = 512

    /// Refuses texts that are too long or that no structured field can carry.
    package init(id: String, issuer: String) throws(MissionReferenceError) {
        self.id = try Self.checked(id, lengthMax: Self.idLengthMax)
        self.issuer = try Self.checked(issuer, lengthMax: Self.issuerLengthMax)
    }

    private static func checked(_ text: String, lengthMax: Int) throws(MissionReferenceError) -> String {
        guard text.utf8.count <= lengthMax else { throw .tooLong }
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { throw .malformed }
        return text
    }
}

/// Why a text or an object is no reference.
package enum MissionReferenceError: Error, Hashable, Sendable {
    /// It is no structured dictionary, or holds a character that is not printable ASCII.
    case malformed
    /// `id` or `issuer` is missing.
    case incomplete
    /// A member is given twice.
    case duplicateMember
    /// There is another member than `id` and `issuer`.
    case unknownMember
    /// A member is no string.
    case notString
    /// A member has parameters.
    case hasParameters
    /// `id` or `issuer` is longer than it may be.
    case tooLong
}
