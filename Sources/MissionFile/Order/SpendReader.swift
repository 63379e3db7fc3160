// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

/// Reads `spend at most` into the metering members of an intent's `controls`.
struct SpendReader {
    let vocabulary: Vocabulary

    static let keys = ["money", "calls", "time", "credentials"]
    private static let countMax = 1_000_000_000

    func limits(_ field: Field) throws(MissionFileError) -> [JSONValue.Member] {
        let section = try field.section(Self.keys, like: "{ calls: { git.push: 3 }, time: 8 hours }")
        var members: [JSONValue.Member] = []
        if let money = section["money"] {
            members.append(.init("max_budget", try money.money()))
        }
        if let calls = section["calls"] { members.append(.init("max_calls", .array(try self.calls(calls)))) }
        if let time = section["time"] { members.append(.init("max_duration", .string(try Self.duration(time)))) }
        if let credentials = section["credentials"] {
            members.append(.init("max_derivations", .number(Double(try credentials.count(in: 1...Self.countMax)))))
        }
        guard !members.isEmpty else { throw field.error("is empty; fill it in or leave the line out") }
        return members
    }

    /// `{ git.push: 3 }`
    private func calls(_ field: Field) throws(MissionFileError) -> [JSONValue] {
        try field.members(like: "{ git.push: 3 }").map { (action, count) throws(MissionFileError) in
            try vocabulary.mustKnow(action, of: count, like: "git.push: 3")
            return ["call_class": .string(action), "count": .number(Double(try count.count(in: 1...Self.countMax)))]
        }
    }

    private static func duration(_ field: Field) throws(MissionFileError) -> String {
        let text = try field.text()
        guard let milliseconds = WrittenDuration.milliseconds(text) else {
            throw field.error("must be a duration such as \(WrittenDuration.examples), not \(InertText.quoted(text))")
        }
        return ISODuration.text(milliseconds: milliseconds)
    }
}
