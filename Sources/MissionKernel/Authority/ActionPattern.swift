// SPDX-License-Identifier: Apache-2.0

/// The actions that an entry grants: one identifier, or the family under a name (`invoices.*`).
package struct ActionPattern: Hashable, Sendable {
    /// The identifier, or the family's name without `.*`.
    package let name: String
    package let isFamily: Bool

    /// Reads `[A-Za-z0-9_.:-]+`, or such a name followed by `.*`; nil for any other text.
    package init?(_ text: String) {
        isFamily = text.utf8.count > 2 && text.utf8.suffix(2).elementsEqual(".*".utf8)
        // WHY: by bytes, for a character may join the dot to what is before it.
        let name = isFamily ? String(Substring(text.utf8.dropLast(2))) : text
        guard ActionName.isWellFormed(name) else { return nil }
        self.name = name
    }

    /// The pattern as it is written.
    package var text: String { isFamily ? name + ".*" : name }

    /// Whether the pattern grants the action `identifier`. A family grants what extends its name at a dot.
    package func covers(_ identifier: String) -> Bool {
        // Both are ASCII, where bytes and characters are the same.
        guard isFamily else { return name.hasSameBytes(as: identifier) }
        let family = name.utf8
        let action = identifier.utf8
        return action.count > family.count + 1 && action.starts(with: family)
            && action[action.index(action.startIndex, offsetBy: family.count)] == UInt8(ascii: ".")
    }

    /// Whether everything that this grants is granted by `reference` too. A family is never inside an identifier.
    package func isContained(in reference: ActionPattern) -> Bool {
        if self == reference { return true }
        return reference.isFamily && reference.covers(name)
    }

    /// Whether there is an action that both grant.
    package func overlaps(_ other: ActionPattern) -> Bool { isContained(in: other) || other.isContained(in: self) }
}

/// The grammar of action identifiers (draft-mcguinness-oauth-mission, `actions`).
package enum ActionName {
    package static func isWellFormed(_ text: String) -> Bool {
        let bytes = text.utf8.span
        for place in bytes.indices where !isAllowed(bytes[place]) { return false }
        return !bytes.isEmpty
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
