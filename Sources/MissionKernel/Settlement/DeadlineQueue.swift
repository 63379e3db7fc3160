// SPDX-License-Identifier: Apache-2.0

/// Something that happens when a moment passes.
package enum DueMatter: Hashable, Sendable {
    /// A mission's expiry, or the end of its suspension.
    case mission(MissionIndex)
    case submission(SubmissionID)
    case attention(AttentionID)
    case queueItem(QueueItemID)
}

/// The deadlines ahead, the earliest first. A deadline that was overtaken stays until its turn, and then nothing is
/// due.
package struct DeadlineQueue: Sendable {
    private struct Entry {
        let at: Instant
        /// Breaks ties by age, so that the order depends on the events alone.
        let number: Int64
        let matter: DueMatter

        func isBefore(_ other: Entry) -> Bool { (at, number) < (other.at, other.number) }
    }

    private var heap: [Entry] = []
    private var number: Int64 = 0

    package var count: Int { heap.count }

    /// The earliest deadline: when the kernel wants to be woken.
    package var first: (at: Instant, matter: DueMatter)? {
        heap.first.map { ($0.at, $0.matter) }
    }

    mutating func add(_ matter: DueMatter, at moment: Instant) {
        heap.append(Entry(at: moment, number: number, matter: matter))
        number += 1
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
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
