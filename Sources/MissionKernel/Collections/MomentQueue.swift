// SPDX-License-Identifier: Apache-2.0

/// Matters with a moment each: the earliest first, and of those with the same moment the one that was added first.
package struct MomentQueue<Matter: Sendable>: Sendable {
    package struct Entry: Sendable {
        package let at: Instant
        /// Breaks ties by age, so that the order depends on the events alone.
        fileprivate let number: Int64
        package let matter: Matter

        fileprivate func isBefore(_ other: Entry) -> Bool { (at, number) < (other.at, other.number) }
    }

    /// A binary heap.
    private var heap = PagedArray<Entry>()
    private var number: Int64 = 0

    package init() {}

    package var count: Int { heap.count }

    package var first: (at: Instant, matter: Matter)? {
        heap.first.map { ($0.at, $0.matter) }
    }

    /// All of them, in their order.
    package var inOrder: [Entry] { heap.sorted { $0.isBefore($1) } }

    mutating func add(_ matter: Matter, at moment: Instant) {
        heap.append(Entry(at: moment, number: number, matter: matter))
        number += 1
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() {
        guard !heap.isEmpty else { return }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while let child = earlierChild(of: parent), heap[child].isBefore(heap[parent]) {
            heap.swapAt(parent, child)
            parent = child
        }
    }

    private func earlierChild(of parent: Int) -> Int? {
        let left = 2 * parent + 1
        guard left < heap.count else { return nil }
        let right = left + 1
        return right < heap.count && heap[right].isBefore(heap[left]) ? right : left
    }
}
