// SPDX-License-Identifier: Apache-2.0

import MissionWire

/// A value of the file under the title that messages call it by: its key in backticks.
struct Field {
    let title: String
    let node: YAMLNode

    init(title: String, node: YAMLNode) {
        self.title = title
        self.node = node
    }

    init(key: String, node: YAMLNode) { self.init(title: InertText.quoted(key), node: node) }

    func error(_ problem: String, hint: String? = nil) -> MissionFileError {
        MissionFileError("\(title) \(problem)", hint: hint, at: node.mark)
    }

    private func wrongKind(_ expected: String) -> MissionFileError {
        error("must be \(expected), not \(node.kindName)")
    }

    /// The scalar this must be.
    func scalar() throws(MissionFileError) -> YAMLScalar {
        guard case .scalar(let scalar) = node.content, scalar.value != .null else { throw wrongKind("a text") }
        return scalar
    }

    /// The text this must be, as it is written: `42` and `true` are texts too.
    func text() throws(MissionFileError) -> String { try scalar().text }

    func boolean() throws(MissionFileError) -> Bool {
        guard case .boolean(let value) = try scalar().value else { throw wrongKind("`true` or `false`") }
        return value
    }

    func count(in range: ClosedRange<Int>) throws(MissionFileError) -> Int {
        guard case .integer(let value) = try scalar().value, let count = Int(exactly: value), range.contains(count)
        else {
            throw wrongKind("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return count
    }

    /// As many as the wire allows in one list.
    private static let elementsMax = IntentGrammar.listMax

    /// The elements of a list, each under the list's name; a single text is a list of one.
    func elements() throws(MissionFileError) -> [Field] {
        switch node.content {
        case .sequence(let elements):
            guard !elements.isEmpty else { throw error("is an empty list; fill it in or leave the line out") }
            guard elements.count <= Self.elementsMax else {
                throw error("has \(elements.count) elements; at most \(Self.elementsMax) are allowed")
            }
            return elements.map { Field(title: title, node: $0) }
        case .scalar: return [self]
        case .mapping: throw wrongKind("a list")
        }
    }

    /// The elements of a list, each read by `read`, none of them twice.
    func list<Value: Hashable>(
        _ read: (Field) throws(MissionFileError) -> Value
    ) throws(MissionFileError) -> [Value] {
        var values: [Value] = []
        for element in try elements() {
            let value = try read(element)
            guard !values.contains(value) else { throw element.error("lists \(element.node.kindName) twice") }
            values.append(value)
        }
        return values
    }

    /// The mapping this must be, with no keys but `keys`; `example` shows one.
    func section(_ keys: [String], like example: String? = nil) throws(MissionFileError) -> Section {
        try Section(self, keys: keys, like: example)
    }

    /// The members of the mapping this must be, whatever their keys are; `example` shows one.
    func members(like example: String) throws(MissionFileError) -> [(key: String, field: Field)] {
        guard case .mapping(let members) = node.content else { throw wrongKind("written like `\(example)`") }
        guard !members.isEmpty else { throw error("is empty; fill it in or leave the line out") }
        return members.map { ($0.key, Field(key: $0.key, node: $0.value)) }
    }

    /// One of a closed set of words.
    func word<Word: RawRepresentable & CaseIterable>(
        _ type: Word.Type
    ) throws(MissionFileError) -> Word where Word.RawValue == String {
        try word(of: Word.allCases.map { ($0.rawValue, $0) })
    }

    /// The value that goes with one of a closed set of words.
    func word<Value>(of words: [(word: String, value: Value)]) throws(MissionFileError) -> Value {
        let text = try text()
        if let match = words.first(where: { $0.word == text }) { return match.value }
        let known = words.map { "`\($0.word)`" }.joined(separator: ", ")
        let nearest = Spelling.nearest(to: text, among: words.map(\.word))
        let list = text.contains(", ") ? "several stand in a list: `[\(InertText.shown(text))]`" : nil
        throw error(
            "cannot be \(InertText.quoted(text)); it is one of \(known)",
            hint: list ?? nearest.map { "did you mean `\($0)`?" })
    }
}
