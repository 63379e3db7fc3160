// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// The name of a key that signs notes: not empty, without white space, control characters and `+` (C2SP signed-note).
///
/// A ledger's key has the ledger's origin for its name, such as `example.com/ledger`.
package struct NoteKeyName: Hashable, Sendable, CustomStringConvertible {
    package let text: ExactText

    package init(_ text: String) throws(NoteError) {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy(Self.isAllowed) else { throw .keyName(text) }
        self.text = ExactText(text)
    }

    package var description: String { text.string }

    var bytes: String.UTF8View { text.string.utf8 }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar != "+" && !scalar.properties.isWhitespace
    }
}
