// SPDX-License-Identifier: Apache-2.0

/// Texts without repetition, in order: the labels and tools that constraints list.
///
/// Such lists are short, and comparing a text with a few costs a decision less than hashing it.
package struct TextSet: Hashable, Sendable {
    /// The texts, each once, from the least to the greatest.
    package let sorted: [ExactText]

    package init(_ texts: some Sequence<ExactText>) {
        var sorted: [ExactText] = []
        for text in texts.sorted() where sorted.last != text { sorted.append(text) }
        self.sorted = sorted
    }

    package var isEmpty: Bool { sorted.isEmpty }

    /// Up to this many texts are compared one by one.
    private static let fewMax = 8

    package func contains(_ text: ExactText) -> Bool {
        let list = sorted
        guard list.count > Self.fewMax else {
            let texts = list.span
            for index in texts.indices where texts[index] == text { return true }
            return false
        }
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < text { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low] == text
    }

    package func isSubset(of other: TextSet) -> Bool { sorted.allSatisfy(other.contains) }

    package func intersection(_ other: TextSet) -> TextSet { TextSet(sorted.filter(other.contains)) }
}

extension TextSet: ExpressibleByArrayLiteral {
    package init(arrayLiteral texts: ExactText...) { self.init(texts) }
}
