// SPDX-License-Identifier: Apache-2.0

/// A mapping of the file whose keys are known: a key that is not is refused with its nearest neighbour.
struct Section {
    private let field: Field
    private let members: [String: Field]

    init(_ field: Field, keys: [String]) throws(MissionFileError) {
        guard case .mapping(let members) = field.node.content else {
            throw field.error("must have keys such as `\(keys[0])`, not be \(field.node.kindName)")
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
        let nearest = Spelling.nearest(to: member.key, among: keys)
        let known = "known here: " + keys.map { "`\($0)`" }.joined(separator: ", ")
        return MissionFileError(
            "\(InertText.quoted(member.key)) is not a key that is known here",
            hint: nearest.map { "did you mean `\($0)`?" } ?? known, at: member.mark)
    }

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
