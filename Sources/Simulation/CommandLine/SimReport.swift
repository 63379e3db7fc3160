// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

/// What a run has shown, as people and as programs read it.
struct SimReport {
    let seeds: ClosedRange<UInt64>
    let sabotage: Sabotage?
    let outcome: SeedPool.Outcome

    /// Worlds after which everything should have been met.
    private static let fullRun = 2000

    /// What was never met, where enough worlds were run to expect all.
    var missing: [Mark] {
        sabotage == nil && outcome.breach == nil && outcome.count >= Self.fullRun ? outcome.coverage.missing : []
    }

    var exitCode: Int32 { outcome.breach == nil && missing.isEmpty ? 0 : 1 }

    func text(isTerminal: Bool) -> String {
        var text = isTerminal ? table : plain
        if let breach = outcome.breach { return text + "\n" + Self.text(of: breach) }
        if !missing.isEmpty {
            text += "\nnever met: \(missing.map(\.rawValue).joined(separator: "; "))\n"
        }
        let with = sabotage.map { ", with `\($0.name)`" } ?? ""
        return text + "\n\(outcome.count) worlds of \(SeedRun.steps) steps\(with): no promise was broken\n"
    }

    /// One counter in a line, for programs that read lines.
    private var plain: String {
        Mark.allCases.map { "\(outcome.coverage.count(of: $0))\t\($0.rawValue)\n" }.joined()
    }

    /// The counters in two columns.
    private var table: String {
        let marks = Mark.allCases
        let half = (marks.count + 1) / 2
        let width = 8 + 1 + (marks.prefix(half).map(\.rawValue.count).max() ?? 0) + 3
        return (0..<half).map { row in
            let left = cell(marks[row])
            guard row + half < marks.count else { return left + "\n" }
            return left + String(repeating: " ", count: max(1, width - left.count)) + cell(marks[row + half]) + "\n"
        }.joined()
    }

    private func cell(_ mark: Mark) -> String {
        let count = String(outcome.coverage.count(of: mark))
        return String(repeating: " ", count: max(0, 8 - count.count)) + count + " " + mark.rawValue
    }

    private static func text(of breach: Breach) -> String {
        """
        seed \(breach.seed), step \(breach.step): promise \(breach.promise.rawValue) was broken, \
        \(breach.promise.sentence)
          \(breach.detail)

        The last steps:
        \(breach.lastSteps.map { "  " + $0 }.joined(separator: "\n"))

        Run it again: \(breach.command)

        """
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            JSONValue.Member("breach", outcome.breach.map { Self.json(of: $0) } ?? .null),
            JSONValue.Member(
                "counters",
                .object(
                    Mark.allCases.map { JSONValue.Member($0.rawValue, .number(Double(outcome.coverage.count(of: $0)))) }
                )), JSONValue.Member("first_seed", .number(Double(seeds.lowerBound))),
            JSONValue.Member("last_seed", .number(Double(seeds.upperBound))),
            JSONValue.Member("never_met", .array(missing.map { .string($0.rawValue) })),
            JSONValue.Member("steps", .number(Double(SeedRun.steps))),
            JSONValue.Member("worlds", .number(Double(outcome.count))),
        ]
        if let sabotage { members.append(JSONValue.Member("sabotage", .string(sabotage.name))) }
        return .object(members)
    }

    private static func json(of breach: Breach) -> JSONValue {
        [
            "command": .string(breach.command), "detail": .string(breach.detail),
            "last_steps": .array(breach.lastSteps.map { .string($0) }),
            "promise": .number(Double(breach.promise.rawValue)), "promise_text": .string(breach.promise.sentence),
            "seed": .number(Double(breach.seed)), "step": .number(Double(breach.step)),
        ]
    }
}
