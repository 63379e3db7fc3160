// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel

/// Reads an element of `while`: a fact that must hold, and what happens when it stops holding.
struct ConditionReader {
    let grants: GrantReader
    /// What `may` gives, of which `take away` can take.
    let entries: [GrantEntry]
    let context: MissionOrder.Context

    private enum Ending: String, CaseIterable { case suspend, revoke, complete }
    private enum Return: String, CaseIterable { case resume, wait }

    func condition(_ field: Field) throws(MissionFileError) -> JSONValue {
        if case .scalar = field.node.content { return try sentence(field) }
        let section = try field.section(["fact", "person", "is", "is not", "else", "take away", "when it returns"])
        var members = try test(section)
        let consequence = try consequence(section)
        members.append(.init("else", consequence))
        if let field = section["when it returns"], try field.word(Return.self) == .resume {
            try mustSuspend(consequence, field)
            members.append(.init("on_return", "resume"))
        }
        return .object(members)
    }

    /// `branch.main.frozen is false, else suspend, resume when it returns`
    private func sentence(_ field: Field) throws(MissionFileError) -> JSONValue {
        var clauses = try field.text().split(separator: ", ", omittingEmptySubsequences: false)[...]
        let test = clauses.popFirst() ?? ""
        guard let verb = test.firstRange(of: " is ") else { throw malformed(field) }
        guard !test.contains(" else ") else {
            throw field.error("lacks the comma before `else`: `incident.INC-42 is open, else complete`")
        }
        let isNegated = test[verb.upperBound...].hasPrefix("not ")
        let value = YAMLScalar(text: String(test[verb.upperBound...].dropFirst(isNegated ? 4 : 0)), isPlain: true)
        var members: [JSONValue.Member] = [
            .init("fact", .string(try fact(String(test[..<verb.lowerBound]), field))),
            .init(isNegated ? "is_not" : "is", try factValue(value, field)),
        ]
        var ending = Ending.suspend
        if let clause = clauses.first, clause.hasPrefix("else ") {
            let word = YAMLNode(
                .scalar(YAMLScalar(text: String(clause.dropFirst(5)), isPlain: false)), at: field.node.mark)
            ending = try Field(key: "else", node: word).word(Ending.self)
            clauses.removeFirst()
        }
        members.append(.init("else", .string(ending.rawValue)))
        if clauses.first == "resume when it returns" {
            try mustSuspend(.string(ending.rawValue), field)
            members.append(.init("on_return", "resume"))
            clauses.removeFirst()
        }
        guard clauses.isEmpty else { throw malformed(field) }
        return .object(members)
    }

    private func malformed(_ field: Field) -> MissionFileError {
        field.error("must read like `incident.INC-42 is open, else complete`, not \(field.node.kindName)")
    }

    private func mustSuspend(_ consequence: JSONValue, _ field: Field) throws(MissionFileError) {
        guard case .string(Ending.suspend.rawValue) = consequence else {
            throw field.error("can only resume what was suspended; say `else suspend`")
        }
    }
}

extension ConditionReader {
    private func test(_ section: Section) throws(MissionFileError) -> [JSONValue.Member] {
        if let person = section["person"] {
            guard section["fact"] == nil, section["is"] == nil, section["is not"] == nil else {
                throw section.error("has `person`, which alone means: as long as they are enabled")
            }
            let principal: JSONValue = [
                "iss": .string(context.issuer), "sub": .string(try person.person(in: context)),
            ]
            return [.init("fact", ["enabled": principal]), .init("is", true)]
        }
        let field = try section.required("fact", example: "branch.main.frozen")
        let fact = JSONValue.Member("fact", .string(try fact(try field.text(), field)))
        switch (section["is"], section["is not"]) {
        case (let value?, nil): return [fact, .init("is", try factValue(try value.scalar(), value))]
        case (nil, let value?): return [fact, .init("is_not", try factValue(try value.scalar(), value))]
        default: throw section.error("must have exactly one of `is` and `is not`")
        }
    }

    private func fact(_ name: String, _ field: Field) throws(MissionFileError) -> String {
        guard (1...256).contains(name.utf8.count), !name.contains(where: \.isWhitespace) else {
            throw field.error("must name a fact without spaces, such as `branch.main.frozen`")
        }
        return name
    }

    private func factValue(_ scalar: YAMLScalar, _ field: Field) throws(MissionFileError) -> JSONValue {
        switch scalar.value {
        case .boolean(let value): return .boolean(value)
        case .integer(let value) where value.magnitude <= JSONNode.integerMax: return .number(Double(value))
        case .text: return .string(scalar.text)
        default: throw field.error("must compare with true, false, a whole number or a text")
        }
    }

    private func consequence(_ section: Section) throws(MissionFileError) -> JSONValue {
        guard let field = section["take away"] else {
            return .string(
                try section["else"].map { (field) throws(MissionFileError) in
                    try field.word(Ending.self)
                }?.rawValue ?? Ending.suspend.rawValue)
        }
        guard section["else"] == nil else { throw field.error("stands in place of `else`; leave one of them out") }
        var removals: [JSONValue] = []
        for element in try field.elements() {
            for removal in try grants.removals(element) {
                try isGranted(removal, element)
                removals.append(removal.removal)
            }
        }
        return ["narrow": .array(removals)]
    }

    /// A removal finds its entry by the resource as it was recorded: one that names none would never take effect.
    private func isGranted(_ removal: GrantEntry, _ field: Field) throws(MissionFileError) {
        let granted = entries.filter { $0.resource == removal.resource && $0.isPrefix == removal.isPrefix }
            .flatMap(\.actions).compactMap(ActionPattern.init)
        let missing = removal.actions.compactMap(ActionPattern.init).first { action in
            !granted.contains(where: action.isContained)
        }
        guard let missing = missing?.text else { return }
        throw field.error(
            "names `\(missing)` on \(InertText.quoted(removal.resource)), which `may` does not give in these words")
    }
}
