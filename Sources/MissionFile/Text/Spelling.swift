// SPDX-License-Identifier: Apache-2.0

/// Guesses which known word a mistyped one was meant to be.
package enum Spelling {
    /// The word of `known` nearest to `word`, or nil when none is near: at most a third of its letters may differ.
    ///
    /// A swap of neighbours counts as one difference; case, hyphens and underscores as none. In names such as
    /// `git.push` and `feature/login` each part must be near, for another part is another meaning.
    package static func nearest(to word: String, among known: some Sequence<String>) -> String? {
        let wanted = letters(of: word)
        guard wanted.count <= lettersMax else { return nil }
        var nearest: (word: String, distance: Int)?
        for candidate in known {
            let letters = letters(of: candidate)
            guard let distance = nearness(of: wanted, to: letters) else { continue }
            if nearest.map({ distance < $0.distance }) ?? true { nearest = (candidate, distance) }
        }
        return nearest?.word
    }

    private static let lettersMax = 256

    private static func letters(of word: String) -> [Character] {
        word.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 }
    }

    /// How many letters differ; nil where that is too many.
    private static func nearness(of word: [Character], to other: [Character]) -> Int? {
        let own = parts(of: word)
        let others = parts(of: other)
        guard own.count == others.count else { return difference(word, other) }
        var sum = 0
        for (part, otherPart) in zip(own, others) {
            guard let distance = difference(part, otherPart) else { return nil }
            sum += distance
        }
        return sum
    }

    private static func parts(of word: [Character]) -> [[Character]] {
        word.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "/" }.map(Array.init)
    }

    private static func difference(_ word: [Character], _ other: [Character]) -> Int? {
        let distance = distance(from: word, to: other)
        return distance <= max(1, max(word.count, other.count) / 3) ? distance : nil
    }

    /// The optimal string alignment distance.
    private static func distance(from source: [Character], to target: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...target.count)
        for (row, letter) in source.enumerated() {
            var current = [row + 1]
            for (column, other) in target.enumerated() {
                let substitution = previous[column] + (letter == other ? 0 : 1)
                var best = min(previous[column + 1] + 1, current[column] + 1, substitution)
                let isSwap = row > 0 && column > 0 && letter == target[column - 1] && source[row - 1] == other
                if isSwap { best = min(best, beforePrevious[column - 1] + 1) }
                current.append(best)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[target.count]
    }
}
