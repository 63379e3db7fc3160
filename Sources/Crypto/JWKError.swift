// SPDX-License-Identifier: Apache-2.0

/// Why some bytes are not a JSON Web Key that is taken here.
///
/// No case carries anything of a private number.
package enum JWKError: Error, Hashable, CustomStringConvertible {
    /// The key is longer than `VerificationKey.jwkBytesMax`.
    case tooLarge(Int)
    /// The bytes are not the text of one JSON object.
    case notJSON
    /// A member comes twice: two readers could see two keys.
    case duplicateMember
    /// The member is needed and is not there.
    case missing(String)
    /// The member is not what RFC 7517 and RFC 7518 make of it, or is not in its one spelling.
    case malformed(String)
    /// The member's value is not one that is taken.
    case unsupported(member: String, value: String)
    /// A public key was wanted, and this member belongs to a private one.
    case privateMember(String)
    /// The RSA modulus has so many bits, which are too few to be safe or too many to be checked quickly.
    case modulusBits(Int)
    /// The public point is not on the curve, or the private number does not belong to it.
    case inconsistent

    package var description: String {
        switch self {
        case .tooLarge(let count): "the key has \(count) bytes: at most \(VerificationKey.jwkBytesMax) are read"
        case .notJSON: "the key is not the text of a JSON object"
        case .duplicateMember: "the key has a member twice"
        case .missing(let member): "the key has no member `\(member)`"
        case .malformed(let member): "the key's member `\(member)` is not of the right form"
        case .unsupported(let member, let value):
            "the key's `\(member)` is `\(value)`: keys are EC on P-256 for ES256 or RSA for RS256, for use `sig`"
        case .privateMember(let member):
            "the key has the private member `\(member)`: send the public key alone and replace this one"
        case .modulusBits(let count):
            "the key's modulus has \(count) bits: it must have \(RSAMembers.modulusBitsRange.lowerBound) "
                + "to \(RSAMembers.modulusBitsRange.upperBound)"
        case .inconsistent: "the key's numbers do not belong together"
        }
    }
}
