// SPDX-License-Identifier: Apache-2.0

extension JSONNode {
    /// This value in the one form of RFC 8785, whatever the order and spelling it arrived in.
    package var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter(reservingBytes: document.text.count)
        writer.value(self)
        return writer.bytes
    }
}

extension CanonicalWriter {
    /// Any parsed value.
    package mutating func value(_ node: JSONNode) {
        switch node.kind {
        case .null: null()
        case .boolean: boolean(node.booleanValue == true)
        case .number: number(node.doubleValue ?? 0)
        case .string: string(node.stringValue ?? "")
        case .array: array { json in node.forEachElement { json.value($0) } }
        case .object: object { json in json.sortedMembers(of: node) }
        }
    }

    private mutating func sortedMembers(of node: JSONNode) {
        var members: [(name: String, value: JSONNode)] = []
        members.reserveCapacity(node.count)
        node.forEachMember { members.append(($0, $1)) }
        members.sort { CanonicalOrder.precedes($0.name, $1.name) }
        for member in members {
            name(member.name)
            value(member.value)
        }
    }
}

/// The order of member names in RFC 8785, section 3.2.3: by UTF-16 code units.
package enum CanonicalOrder {
    package static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf16.lexicographicallyPrecedes(right.utf16)
    }
}
