// SPDX-License-Identifier: Apache-2.0

import MissionFile
package import MissionKernel

/// The values of a command line whose words all found their place.
package struct Arguments: Sendable {
    /// The program and the verbs: `["writ", "mission", "list"]`.
    package internal(set) var path: [String] = []
    /// What stood after `--`.
    package internal(set) var rest: [String] = []
    var flags: Set<String> = []
    var values: [String: [String]] = [:]
    var places: [String] = []
    var named: [String: [String]] = [:]

    /// Whether the flag was given.
    package subscript(_ flag: Flag) -> Bool { flags.contains(flag.name) }

    /// The option's value, or nil when it was not given.
    package subscript(_ option: Option) -> String? { values[option.name]?.first }

    /// The values of an option that can be repeated, in their order.
    package func all(_ option: Option) -> [String] { values[option.name] ?? [] }

    /// The value at a place, or nil when an optional one was not given.
    package subscript(_ positional: Positional) -> String? { named[positional.name]?.first }

    /// The values of a place that takes several, in their order.
    package func all(_ positional: Positional) -> [String] { named[positional.name] ?? [] }

    /// The value at a place that must be there: the parser has seen to it for places that take one.
    package func required(_ positional: Positional) throws(UsageError) -> String {
        guard let value = self[positional] else {
            throw UsageError("<\(positional.name)> is missing: \(positional.help)")
        }
        return value
    }

    /// The option's value as a whole number, or nil when it was not given.
    package func integer(_ option: Option, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = self[option] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw wrong(option, "a whole number from \(range.lowerBound) to \(range.upperBound)", text)
        }
        return value
    }

    /// The option's value as one of a closed set of words, or nil when it was not given.
    package func word<Word: RawRepresentable & CaseIterable>(
        _ option: Option, of type: Word.Type
    ) throws(UsageError) -> Word? where Word.RawValue == String {
        guard let text = self[option] else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        let nearest = Spelling.nearest(to: text, among: words).map { ["did you mean `\($0)`?"] } ?? []
        throw wrong(option, "one of \(words.map { "`\($0)`" }.joined(separator: ", "))", text, hints: nearest)
    }

    /// The option's value as a duration in milliseconds (`3 days`), or nil when it was not given.
    package func milliseconds(_ option: Option) throws(UsageError) -> Int64? {
        guard let text = self[option] else { return nil }
        guard let value = WrittenDuration.milliseconds(text) else {
            throw wrong(option, "a duration such as `8 hours`", text)
        }
        return value
    }

    /// The option's value as a moment (`2026-12-01 18:00 UTC`) or a duration from `now`, or nil when it was not given.
    package func instant(_ option: Option, from now: Instant) throws(UsageError) -> Instant? {
        guard let text = self[option] else { return nil }
        guard let value = WrittenMoment.instant(text, from: now) else {
            throw wrong(option, "a time such as `2030-01-31 18:00 UTC`, or a duration such as `3 days`", text)
        }
        return value
    }

    private func wrong(_ option: Option, _ expected: String, _ text: String, hints: [String] = []) -> UsageError {
        UsageError(
            "`--\(option.name)` must be \(expected), not \(InertText.quoted(text))",
            hints: hints + ["see `\(path.joined(separator: " ")) --help`"])
    }
}
