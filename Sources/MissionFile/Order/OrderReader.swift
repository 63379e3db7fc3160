// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

/// Reads the top level of a mission file.
struct OrderReader {
    static let keys = [
        "mission", "why", "purpose", "language", "done when", "keep in mind", "for", "owner", "successor owner",
        "agent",
        "until", "extendable until", "may", "while", "if the grantor leaves", "spend at most", "ask each time",
        "classes",
    ]

    let subject: Principal?
    let client: ClientID
    /// What is probably not meant.
    let warnings: [MissionFileError]
    private let section: Section
    private let context: MissionOrder.Context
    let entries: [GrantEntry]

    init(_ root: YAMLNode, in context: MissionOrder.Context) throws(MissionFileError) {
        self.context = context
        section = try Section(Field(title: "the mission", node: root), keys: Self.keys)
        subject = try section["for"].map { (field) throws(MissionFileError) in
            Principal(issuer: ExactText(context.issuer), subject: ExactText(try field.person(in: context)))
        }
        (entries, warnings) = try Self.entries(section, in: context)
        client = try Self.client(section.required("agent", example: "coding-agent"))
    }

    private static func client(_ field: Field) throws(MissionFileError) -> ClientID {
        let name = try field.text()
        guard (1...255).contains(name.utf8.count), name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw field.error("must be the name of a client without spaces, such as `coding-agent`")
        }
        return ClientID(ExactText(name))
    }

    private static func entries(
        _ section: Section, in context: MissionOrder.Context
    ) throws(MissionFileError) -> (entries: [GrantEntry], warnings: [MissionFileError]) {
        let may = try section.required("may", example: "[{ git: ., branch: feature/x, do: [read, commit] }]")
        let reader = GrantReader(context: context)
        var entries: [GrantEntry] = []
        var warnings: [MissionFileError] = []
        for element in try may.elements() {
            let read = try reader.entries(element)
            entries += read.entries
            warnings += read.warnings
            guard entries.count <= AuthorityGrammar.entriesMax else {
                throw may.error(
                    "comes to more than \(AuthorityGrammar.entriesMax) entries; name folders in place of files")
            }
        }
        return (entries, warnings)
    }

    /// The intent and the proposed authority.
    func written() throws(MissionFileError) -> (intent: JSONValue, authority: JSONValue) {
        var members = try prose()
        let (end, ceiling) = try ends()
        members.append(.init("expires_at", .string(RFC3339.text(ceiling))))
        members.append(.init("resources", .array(resources)))
        let controls = try controls(until: end == ceiling ? nil : end)
        if !controls.isEmpty { members.append(.init("controls", .object(controls))) }
        return (.object(members), .array(entries.map(\.json)))
    }

    /// Every resource of the authority, once, in the order of the file.
    private var resources: [JSONValue] {
        var seen: Set<String> = []
        return entries.map(\.resource).filter { seen.insert($0).inserted }.map { .string($0) }
    }

    /// When the mission is to end, and the latest end that an approver may extend it to.
    private func ends() throws(MissionFileError) -> (end: Instant, ceiling: Instant) {
        let until = try section.required("until", example: "3 days")
        let end = try moment(until)
        guard end > context.now else { throw until.error("must lie ahead; \(HumanTime.moment(end)) has passed") }
        guard let later = section["extendable until"] else { return (end, end) }
        let ceiling = try moment(later)
        guard ceiling >= end else { throw later.error("must not be before `until`") }
        return (end, ceiling)
    }

    private func moment(_ field: Field) throws(MissionFileError) -> Instant {
        let text = try field.text()
        guard let instant = WrittenMoment.instant(text, from: context.now) else {
            throw field.error(
                "must be a duration such as `3 days`, or \(WrittenMoment.examples), not \(InertText.quoted(text))")
        }
        return instant
    }
}

/// The prose of the intent.
extension OrderReader {
    private func prose() throws(MissionFileError) -> [JSONValue.Member] {
        var members = [JSONValue.Member("goal", .string(try goal()))]
        if let list = section["done when"] { members.append(.init("success_criteria", try sentences(list))) }
        if let list = section["keep in mind"] { members.append(.init("constraints", try sentences(list))) }
        if let purpose = section["purpose"] {
            guard ResourceURI(try purpose.text()) != nil else {
                throw purpose.error("must be a URI such as `urn:example:purpose:release`; put prose under `why`")
            }
            members.append(.init("purpose", .string(try purpose.text())))
        }
        if let language = section["language"] {
            guard LanguageTag.isWellFormed(try language.text()) else {
                throw language.error("must be a language tag such as `en` or `de-CH`")
            }
            members.append(.init("goal_lang", .string(try language.text())))
        }
        return members
    }

    /// The purpose in one sentence, and after it why.
    private func goal() throws(MissionFileError) -> String {
        let goal = try section.required("mission", example: "Implement passkey login")
        let text = try goal.sentence(max: IntentGrammar.goalCharactersMax / 2)
        guard let why = section["why"] else { return text }
        let stop = text.last.map { ".!?".contains($0) } == true ? "" : "."
        return "\(text)\(stop) Why: \(try why.sentence(max: IntentGrammar.goalCharactersMax / 2 - 8))"
    }

    private func sentences(_ field: Field) throws(MissionFileError) -> JSONValue {
        .array(
            try field.list { (field) throws(MissionFileError) in
                try field.sentence(max: IntentGrammar.textCharactersMax)
            }.map { .string($0) })
    }
}

/// The machine-actionable bounds of the intent.
extension OrderReader {
    private func controls(until: Instant?) throws(MissionFileError) -> [JSONValue.Member] {
        var members = try section["spend at most"].map(SpendReader(vocabulary: vocabulary).limits) ?? []
        if let until { members.append(.init("writ:until", .string(RFC3339.text(until)))) }
        for (key, name) in [("owner", "writ:owner"), ("successor owner", "writ:successor_owner")] {
            guard let person = section[key] else { continue }
            members.append(
                .init(name, ["iss": .string(context.issuer), "sub": .string(try person.person(in: context))]))
        }
        if let list = section["while"] { members.append(.init("writ:conditions", .array(try conditions(list)))) }
        if let word = section["if the grantor leaves"] {
            members.append(.init("writ:grantor", .string(try word.word(GrantorEnding.self).rawValue)))
        }
        if let classes = section["classes"] {
            members.append(.init("writ:classes", .object(try self.classes(classes))))
        }
        if let list = section["ask each time"] {
            let asked = try list.list { (field) throws(MissionFileError) in try field.word(ActionClass.self) }
            members.append(.init("writ:ask", .array(asked.map { .string($0.rawValue) })))
        }
        return members
    }

    private enum GrantorEnding: String, CaseIterable { case suspend, revoke }

    private func conditions(_ field: Field) throws(MissionFileError) -> [JSONValue] {
        let reader = ConditionReader(
            grants: GrantReader(context: context), entries: entries, context: context)
        return try field.elements().map(reader.condition)
    }

    private var vocabulary: Vocabulary { Vocabulary(entries, policy: context.policy) }

    /// `{ pipelines.run: external_commitment }`
    private func classes(_ field: Field) throws(MissionFileError) -> [JSONValue.Member] {
        try field.members(like: "{ pipelines.run: external_commitment }").map {
            (action, field) throws(MissionFileError) in
            try vocabulary.mustKnow(action, of: field, like: "pipelines.run: external_commitment")
            return .init(action, .string(try field.word(ActionClass.self).rawValue))
        }
    }
}

extension Field {
    /// Prose of at most `max` characters, without the line break that ends a block of text.
    func sentence(max: Int) throws(MissionFileError) -> String {
        let text = try text()
        let sentence = String(text.reversed().drop(while: \.isNewline).reversed())
        guard !sentence.allSatisfy(\.isWhitespace) else { throw error("is blank") }
        let count = sentence.unicodeScalars.count
        guard count <= max else { throw error("has \(count) characters; at most \(max) are allowed") }
        return sentence
    }
}
