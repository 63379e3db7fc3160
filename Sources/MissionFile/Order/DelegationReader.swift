// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

/// Reads who else may use an entry: sub-agents of the agent, and child missions.
enum DelegationReader {
    static let keys = ["sub-agents", "child missions"]

    /// The entry's `delegation`, or nil when it is not passed on.
    static func delegation(_ section: Section) throws(MissionFileError) -> JSONValue? {
        let agents = try section["sub-agents"].map(agents)
        let children = try section["child missions"].map(children)
        guard agents != nil || children != nil else { return nil }
        var members = agents ?? [.init("max_depth", 0)]
        if let children { members.append(.init("children", children)) }
        return .object(members)
    }

    private static func agents(_ field: Field) throws(MissionFileError) -> [JSONValue.Member] {
        let section = try field.section(["who", "depth"], like: "{ who: any ai_agent }")
        let who = try section.required("who", example: "any ai_agent")
        let depth = try section["depth"].map { (field) throws(MissionFileError) in try field.count(in: 1...64) } ?? 1
        return [.init("allowed_delegates", try matchers(who)), .init("max_depth", .number(Double(depth)))]
    }

    private static func children(_ field: Field) throws(MissionFileError) -> JSONValue {
        let section = try field.section(
            ["at most", "generations", "who", "approval"], like: "{ at most: 3 }")
        var members: [JSONValue.Member] = []
        if let count = section["at most"] {
            members.append(.init("max_children", .number(Double(try count.count(in: 1...1_000_000)))))
        }
        if let depth = section["generations"] {
            members.append(.init("max_child_depth", .number(Double(try depth.count(in: 1...64)))))
        }
        if let who = section["who"] { members.append(.init("allowed_child_actors", try matchers(who))) }
        if let approval = section["approval"], try approval.word(Approval.self) == .each {
            members.append(.init("child_creation_policy", "approval"))
        }
        return .object(members)
    }

    private enum Approval: String, CaseIterable { case covered, each }

    /// `any ai_agent` is every actor of a type; anything else is one actor by its name.
    private static func matchers(_ field: Field) throws(MissionFileError) -> JSONValue {
        .array(
            try field.list { (field) throws(MissionFileError) in try field.name() }.map { name in
                name.hasPrefix("any ")
                    ? ["sub_profile": .string(String(name.dropFirst(4)))] : ["sub": .string(name)]
            })
    }
}

extension Field {
    /// The name of a person, an agent or a type of agents: 1 to 255 visible characters.
    func name() throws(MissionFileError) -> String {
        let text = try text()
        guard (1...255).contains(text.unicodeScalars.count), InertText.shown(text) == text else {
            throw error("must be a name of 1 to 255 visible characters, not \(InertText.quoted(text))")
        }
        return text
    }
}
