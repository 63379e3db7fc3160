// SPDX-License-Identifier: Apache-2.0

/// What `writ-sim` was asked for.
struct SimArguments: Sendable {
    enum Wish: Sendable {
        case run
        case help
        case listSabotages
    }

    private(set) var wish = Wish.run
    private(set) var seeds: ClosedRange<UInt64> = 0...200
    private(set) var sabotage: Sabotage?
    private(set) var wantsJSON = false
    private(set) var wantsTrace = false

    /// Reads the words after the program's name.
    init(_ words: some Sequence<String>) throws(SimUsageError) {
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": wish = .help
            case "--list-sabotages": wish = .listSabotages
            case "--json": wantsJSON = true
            case "--trace": wantsTrace = true
            case "--seeds": seeds = try Self.range(rest.popFirst())
            case "--sabotage": sabotage = try Self.sabotage(rest.popFirst())
            default: throw SimUsageError("`\(word)` is nothing that `writ-sim` knows; see `writ-sim --help`")
            }
        }
        guard !wantsTrace || seeds.count == 1 else {
            throw SimUsageError("`--trace` shows one world: name one seed, such as `--seeds 7..7`")
        }
    }

    private static func range(_ text: String?) throws(SimUsageError) -> ClosedRange<UInt64> {
        guard let text else { throw SimUsageError("`--seeds` needs a range such as `0..200`") }
        guard let dots = text.firstRange(of: ".."), let first = number(text[..<dots.lowerBound]),
            let last = number(text[dots.upperBound...])
        else { throw SimUsageError("`\(text)` is no range of seeds: write two numbers, such as `0..200`") }
        guard first <= last else { throw SimUsageError("`\(text)` is empty: the first seed comes first") }
        guard last - first < seedsMax else {
            throw SimUsageError("`\(text)` is too many worlds: at most \(seedsMax) in one run")
        }
        return first...last
    }

    private static let seedsMax: UInt64 = 10_000_000
    private static let largestSeed: UInt64 = 1 << 53

    private static func number(_ text: Substring) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let number = UInt64(text), number <= largestSeed
        else { return nil }
        return number
    }

    private static func sabotage(_ name: String?) throws(SimUsageError) -> Sabotage {
        guard let name else { throw SimUsageError("`--sabotage` needs a name; see `writ-sim --list-sabotages`") }
        guard let sabotage = Sabotage.named(name) else {
            throw SimUsageError("there is no sabotage `\(name)`; see `writ-sim --list-sabotages`")
        }
        return sabotage
    }
}

/// Why the command line cannot be used.
struct SimUsageError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
