// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

/// Reads `only if`: what must hold for each action of an entry.
enum ConstraintReader {
    static let keys = [
        "max amount", "tenant", "tools", "recipients in", "data classified", "after", "before", "issued after",
        "issued before",
    ]

    static func constraints(_ field: Field) throws(MissionFileError) -> [JSONValue.Member] {
        let section = try field.section(keys, like: "{ max amount: 20.00 EUR }")
        var members: [JSONValue.Member] = []
        if let amount = section["max amount"] { members.append(.init("max_amount", try amount.money())) }
        if let tenant = section["tenant"] { members.append(.init("tenant", .string(try tenant.text()))) }
        if let tools = section["tools"] { members.append(.init("allowed_tools", try labels(tools))) }
        if let domain = section["recipients in"] { members.append(.init("recipient_domain", try self.domain(domain))) }
        if let data = section["data classified"] { members.append(.init("data_classification", try labels(data))) }
        if let moment = section["issued after"] { members.append(.init("resource_issued_after", try moment.moment())) }
        if let moment = section["issued before"] {
            members.append(.init("resource_issued_before", try moment.moment()))
        }
        let window = try window(section)
        if !window.isEmpty { members.append(.init("time_window", .object(window))) }
        guard !members.isEmpty else { throw field.error("is empty; fill it in or leave the line out") }
        return members
    }

    private static func labels(_ field: Field) throws(MissionFileError) -> JSONValue {
        .array(try field.list { (field) throws(MissionFileError) in try field.text() }.map { .string($0) })
    }

    private static func domain(_ field: Field) throws(MissionFileError) -> JSONValue {
        let text = try field.text()
        guard DomainName(text) != nil else { throw field.error("must be a domain such as `example.com`") }
        return .string(text)
    }

    private static func window(_ section: Section) throws(MissionFileError) -> [JSONValue.Member] {
        let after = try section["after"].map { (field) throws(MissionFileError) in try field.instant() }
        let before = try section["before"].map { (field) throws(MissionFileError) in try field.instant() }
        if let after, let before, after >= before {
            throw section.error("can never hold: `after` is not before `before`")
        }
        return [("not_before", after), ("not_after", before)].compactMap { name, instant in
            instant.map { JSONValue.Member(name, .string(RFC3339.text($0))) }
        }
    }
}

extension Field {
    /// An amount as the wire writes it, digit for digit.
    func money() throws(MissionFileError) -> JSONValue {
        let text = try text()
        guard let money = WrittenMoney(text) else {
            throw error("must be \(WrittenMoney.examples), not \(InertText.quoted(text))")
        }
        return ["amount": .string(money.amount), "currency": .string(money.currency)]
    }

    func instant() throws(MissionFileError) -> Instant {
        let text = try text()
        guard let instant = WrittenMoment.instant(text) else {
            throw error("must be \(WrittenMoment.examples), not \(InertText.quoted(text))")
        }
        return instant
    }

    /// A moment as the wire writes it.
    func moment() throws(MissionFileError) -> JSONValue { .string(RFC3339.text(try instant())) }
}
