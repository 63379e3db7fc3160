// SPDX-License-Identifier: Apache-2.0

/// Why a text is not the one spelling of some bytes.
package enum TextEncodingError: Error, Hashable, CustomStringConvertible {
    /// No number of bytes is spelled with this many characters.
    case length(Int)
    /// The character at this offset, counted in bytes from 0, is not of the alphabet.
    case character(offset: Int)
    /// The last character carries bits that spell nothing: another text spells the same bytes.
    case trailingBits

    package var description: String {
        switch self {
        case .length(let count): "the text is cut or has characters too many: it is \(count) long"
        case .character(let offset): "the character at offset \(offset) is not of the alphabet"
        case .trailingBits: "the last character is not the one that an encoder writes there"
        }
    }
}
