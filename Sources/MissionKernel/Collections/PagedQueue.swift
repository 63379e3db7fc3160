// SPDX-License-Identifier: Apache-2.0

/// Values in the order in which they came, taken from the front, in pages as those of a ``PagedArray``.
struct PagedQueue<Element: Sendable>: Sendable {
    private var pages: ContiguousArray<ContiguousArray<Element>> = []
    /// Values of the first page that have been taken.
    private var taken = 0
    private(set) var count = 0

    private static var pageWidth: Int { 128 }

    var first: Element? { pages.first?[taken] }

    mutating func append(_ element: Element) {
        if pages.last.map({ $0.count == Self.pageWidth }) ?? true { pages.append([]) }
        pages[pages.count - 1].append(element)
        count += 1
    }

    /// Takes the first value away; there must be one.
    mutating func removeFirst() {
        precondition(count > 0, "nothing is left to take")
        taken += 1
        count -= 1
        guard taken == pages[0].count else { return }
        pages.removeFirst()
        taken = 0
    }
}

extension PagedQueue: Sequence {
    func makeIterator() -> some IteratorProtocol<Element> {
        pages.joined().dropFirst(taken).makeIterator()
    }
}
