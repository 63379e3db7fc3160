// SPDX-License-Identifier: Apache-2.0

/// A mapping of the file whose keys are known: a key that is not is refused with its nearest neighbour.
struct Section {
    private let field: Field
    private let members: [String: Field]

    /// `example` shows what it may look like.
    init(_ field: Field, keys: [String], like example: String? = nil) throws(MissionFileError) {
        guard case .mapping(let members) = field.node.content else {
            let kind = field.node.kindName
            throw field.error(
                example.map { "must be written like `\($0)`, not \(kind)" }
                    ?? "must have keys such as `\(keys[0])`, not be \(kind)")
        }
        self.field = field
        var known: [String: Field] = [:]
        for member in members {
            guard keys.contains(member.key) else { throw Self.unknown(member, among: keys) }
            if case .scalar(let scalar) = member.value.content, scalar.value == .null {
                throw MissionFileError(
                    "`\(member.key)` has nothing after it; fill it in or leave the line out", at: member.mark)
            }
            known[member.key] = Field(key: member.key, node: member.value)
        }
        self.members = known
    }

    private static func unknown(_ member: YAMLMember, among keys: [String]) -> MissionFileError {
        let place = places.first { $0.keys.contains(member.key) }.map { "`\(member.key)` stands \($0.name)" }
        let nearest = Spelling.nearest(to: member.key, among: keys).map { "did you mean `\($0)`?" }
        let known = "known here: " + keys.map { "`\($0)`" }.joined(separator: ", ")
        return MissionFileError(
            "\(InertText.quoted(member.key)) is not a key that is known here",
            hint: place ?? nearest ?? known, at: member.mark)
    }

    /// Where in a file keys are known.
    private static let places = [
        (name: "in an element of `may`", keys: GrantReader.ownKeys),
        (name: "at the top of the file", keys: OrderReader.keys),
        (name: "under `spend at most`", keys: SpendReader.keys),
        (name: "under `only if`", keys: ConstraintReader.keys),
    ]

    subscript(_ key: String) -> Field? { members[key] }

    /// The value under `key`, which must be there; `example` shows what a line with it looks like.
    func required(_ key: String, example: String) throws(MissionFileError) -> Field {
        guard let member = members[key] else {
            throw error("lacks `\(key)`", hint: "add a line such as `\(key): \(example)`")
        }
        return member
    }

    /// An error about the mapping as a whole.
    func error(_ problem: String, hint: String? = nil) -> MissionFileError { field.error(problem, hint: hint) }
}
