// SPDX-License-Identifier: Apache-2.0

/// One value inside a ``JSONDocument``. Cheap to copy; reading it allocates only what is asked for.
package struct JSONNode: Sendable {
    let document: JSONDocument
    let index: Int

    private var token: JSONToken { document.tokens[index] }

    package var kind: JSONKind { token.kind }
    package var isNull: Bool { token.kind == .null }

    /// The string, or nil if this is not one.
    package var stringValue: String? {
        token.kind == .string ? text(of: token) : nil
    }

    /// The number as a double, or nil if this is not one.
    package var doubleValue: Double? {
        guard token.kind == .number else { return nil }
        return document.text.withUnsafeBufferPointer {
            JSONNumber.value(of: $0[Int(token.start)..<Int(token.end)])
        }
    }

    /// The largest integer that no other one is rounded to by a reader that has doubles (RFC 7493, section 2.2).
    package static let integerMax: Int64 = (1 << 53) - 1

    /// The number when it is an integer of at most ``integerMax``, whatever its sign, or nil.
    package var integerValue: Int64? {
        guard let double = doubleValue, let integer = Int64(exactly: double), integer.magnitude <= Self.integerMax
        else {
            return nil
        }
        return integer
    }

    /// The boolean, or nil if this is not one.
    package var booleanValue: Bool? {
        token.kind == .boolean ? token.flag : nil
    }

    /// The bytes of this value as they stand in the text: its canonical form when the text is canonical.
    package var sourceBytes: ArraySlice<UInt8> {
        let token = token
        guard token.kind == .string else { return document.text[Int(token.start)..<Int(token.end)] }
        return document.text[Int(token.start) - 1..<Int(token.end) + 1]
    }

    /// Elements of an array, members of an object, 0 otherwise.
    package var count: Int { Int(token.count) }

    /// Calls `body` with each element of an array in order; not at all if this is not one.
    package func forEachElement<Failure: Error>(_ body: (JSONNode) throws(Failure) -> Void) throws(Failure) {
        guard token.kind == .array else { return }
        var element = index + 1
        for _ in 0..<count {
            try body(JSONNode(document: document, index: element))
            element = Int(document.tokens[element].next)
        }
    }

    /// Calls `body` with each member of an object in document order; not at all if this is not one.
    package func forEachMember<Failure: Error>(
        _ body: (_ name: String, _ value: JSONNode) throws(Failure) -> Void
    ) throws(Failure) {
        guard token.kind == .object else { return }
        var name = index + 1
        for _ in 0..<count {
            try body(text(of: document.tokens[name]), JSONNode(document: document, index: name + 1))
            name = Int(document.tokens[name + 1].next)
        }
    }

    /// The member with this name, or nil when there is none or this is not an object.
    package subscript(_ name: StaticString) -> JSONNode? {
        name.withUTF8Buffer { member(named: $0) }
    }

    /// The member with this name, or nil when there is none or this is not an object.
    package subscript(dynamic name: String) -> JSONNode? {
        Array(name.utf8).withUnsafeBufferPointer { member(named: $0) }
    }

    private func member(named wanted: UnsafeBufferPointer<UInt8>) -> JSONNode? {
        guard token.kind == .object else { return nil }
        let place = document.tokens.withUnsafeBufferPointer { tokens in
            document.text.withUnsafeBufferPointer { text in
                var name = index + 1
                for _ in 0..<tokens[index].count {
                    if JSONString.isText(of: tokens[name], in: text, wanted) { return name + 1 }
                    name = Int(tokens[name + 1].next)
                }
                return 0
            }
        }
        return place > 0 ? JSONNode(document: document, index: place) : nil
    }

    /// Whether this is a string with this text, byte for byte.
    package func isString(_ wanted: String) -> Bool {
        let token = token
        guard token.kind == .string else { return false }
        var wanted = wanted
        return wanted.withUTF8 { wanted in
            document.text.withUnsafeBufferPointer { JSONString.isText(of: token, in: $0, wanted) }
        }
    }

    func text(of token: JSONToken) -> String {
        document.text.withUnsafeBufferPointer { JSONString.text(of: token, in: $0) }
    }
}
