// SPDX-License-Identifier: Apache-2.0

/// A well-formed text that does not have the shape its reader needs.
package struct JSONShapeError: Error, Equatable, CustomStringConvertible {
    /// Where the offending value stands, as ``JSONNode/path`` writes it.
    package let path: String
    /// What is wrong there and what would be right.
    package let problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String { "`\(path)` \(problem)" }
}

/// Reading with an explanation: each accessor returns the value asked for or says what was found instead.
extension JSONNode {
    /// An error about this value.
    package func error(_ problem: String) -> JSONShapeError {
        JSONShapeError(path: path, problem: problem)
    }

    private func wrongKind(_ expected: String) -> JSONShapeError {
        error("must be \(expected), not \(kind.name)")
    }

    /// The string this must be.
    package func string() throws(JSONShapeError) -> String {
        guard let value = stringValue else { throw wrongKind("a string") }
        return value
    }

    /// The boolean this must be.
    package func boolean() throws(JSONShapeError) -> Bool {
        guard let value = booleanValue else { throw wrongKind("a boolean") }
        return value
    }

    /// The integer within `range` this must be.
    package func integer(in range: ClosedRange<Int64>) throws(JSONShapeError) -> Int64 {
        guard kind == .number else { throw wrongKind("a number") }
        guard let value = integerValue else {
            throw error("must be an integer between -\(Self.integerMax) and \(Self.integerMax)")
        }
        guard range.contains(value) else {
            throw error("must be between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    /// The elements of the array this must be, at most `max` of them, each read by `read`.
    package func array<Element>(
        max: Int, _ read: (JSONNode) throws(JSONShapeError) -> Element
    ) throws(JSONShapeError) -> [Element] {
        guard kind == .array else { throw wrongKind("an array") }
        guard count <= max else { throw error("has \(count) elements; at most \(max) are allowed") }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        try forEachElement { (node) throws(JSONShapeError) in elements.append(try read(node)) }
        return elements
    }

    /// This value, which must be an object.
    package func object() throws(JSONShapeError) -> JSONNode {
        guard kind == .object else { throw wrongKind("an object") }
        return self
    }

    /// This value, which must be an object with no members but those named.
    package func object(only names: [StaticString]) throws(JSONShapeError) -> JSONNode {
        let object = try object()
        if let unknown = object.firstMember(outside: names) {
            throw JSONShapeError(path: unknown.path, problem: "is not a member that is known here")
        }
        return object
    }

    /// The first member whose name is none of `names`, or nil.
    package func firstMember(outside names: [StaticString]) -> JSONNode? {
        guard kind == .object else { return nil }
        return document.text.withUnsafeBufferPointer { text in
            var name = index + 1
            for _ in 0..<count {
                let token = document.tokens[name]
                let isKnown = names.contains { $0.withUTF8Buffer { JSONString.isText(of: token, in: text, $0) } }
                if !isKnown { return JSONNode(document: document, index: name + 1) }
                name = Int(document.tokens[name + 1].next)
            }
            return nil
        }
    }

    /// The member that must be there.
    package func member(_ name: StaticString) throws(JSONShapeError) -> JSONNode {
        guard let member = self[name] else { throw error("lacks the member `\(name)`") }
        return member
    }
}

/// Readers given as methods of ``JSONNode``: `try node.optional("name", JSONNode.string)`.
extension JSONNode {
    package typealias Reader<Value> = (JSONNode) -> () throws(JSONShapeError) -> Value

    /// The member with this name, read by `read`; nil when there is none.
    package func optional<Value>(
        _ name: StaticString, _ read: Reader<Value>
    ) throws(JSONShapeError) -> Value? {
        guard let member = self[name] else { return nil }
        return try read(member)()
    }

    /// The member that must be there, read by `read`.
    package func required<Value>(
        _ name: StaticString, _ read: Reader<Value>
    ) throws(JSONShapeError) -> Value {
        try read(member(name))()
    }

    /// The elements of the array this must be, at most `max` of them, each read by `read`.
    package func array<Element>(
        max: Int, each read: Reader<Element>
    ) throws(JSONShapeError) -> [Element] {
        try array(max: max) { (node) throws(JSONShapeError) in try read(node)() }
    }
}
