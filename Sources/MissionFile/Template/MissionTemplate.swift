// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

/// A mission file to start from. Each parses as it is.
package enum MissionTemplate: String, CaseIterable, Sendable {
    case coding, investigation, reconciliation, report

    /// What the template is for, in one line.
    package var summary: String {
        switch self {
        case .coding: "change code on a branch, until somebody freezes it"
        case .investigation: "look into an incident, for as long as it is open"
        case .reconciliation: "reconcile invoices, and ask before each posting"
        case .report: "read figures and draft a report on a branch"
        }
    }

    /// The software that runs it.
    private var agent: String { "\(self)-agent" }

    /// What is filled in for the author.
    package struct Blanks: Sendable {
        /// For whom the mission runs, and who answers for it.
        package var person = "you@example.com"
        /// The repository, as a path or a URL.
        package var repository = "."

        package init() {}
    }

    /// The text of the file, with `blanks` filled in and quoted where they need it.
    package func text(filling blanks: Blanks = Blanks()) -> String {
        let fill = Filling(blanks, agent: agent)
        return switch self {
        case .coding: Self.codingText(fill)
        case .investigation: Self.investigationText(fill)
        case .reconciliation: Self.reconciliationText(fill)
        case .report: Self.reportText(fill)
        }
    }

    /// What is filled in, as scalars.
    struct Filling {
        let person: String
        let agent: String
        let repository: String

        init(_ blanks: Blanks, agent: String) {
            person = MissionTemplate.scalar(blanks.person)
            self.agent = agent
            repository = MissionTemplate.scalar(blanks.repository)
        }
    }

    /// The text as a plain scalar where that is safe, in JSON's quotes otherwise.
    fileprivate static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "0123456789@._/-".utf8.contains(byte)
        }
        let isWord = text.utf8.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) } || text == "."
        let starts = text.utf8.first.map { !"@-".utf8.contains($0) } ?? false
        let isResolved = ["null", "true", "false"].contains(text)
        guard isPlain, isWord, starts, !isResolved else {
            return String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self)
        }
        return text
    }
}
