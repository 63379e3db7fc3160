// SPDX-License-Identifier: Apache-2.0

/// A row of values in pages, of which copies share those that neither has changed since.
///
/// Copying takes the same short time for any length, and a change after it copies one page, not the row. It never
/// moves what is there to grow, so no append takes long.
package struct PagedArray<Element: Sendable>: Sendable {
    private typealias Page = ContiguousArray<Element>

    /// Pages in groups, so that a change copies neither many values nor many references to pages.
    private var groups: ContiguousArray<ContiguousArray<Page>> = []
    package private(set) var count = 0

    package init() {}

    /// A page has about a kilobyte of numbers, or 16 values: a copy of it counts a reference for each of them.
    private static var pageShift: Int {
        switch MemoryLayout<Element>.stride {
        case ...4: 8
        default: 4
        }
    }
    private static var pageMask: Int { 1 << pageShift - 1 }
    private static var groupShift: Int { pageShift + 7 }
    private static var groupMask: Int { 1 << 7 - 1 }

    package mutating func append(_ element: Element) {
        let group = count >> Self.groupShift
        let page = count >> Self.pageShift & Self.groupMask
        if group == groups.count { groups.append([]) }
        if page == groups[group].count { groups[group].append([]) }
        groups[group][page].append(element)
        count += 1
    }

    /// Takes the last value away; there must be one.
    @discardableResult
    package mutating func removeLast() -> Element {
        precondition(count > 0, "nothing is left to remove")
        count -= 1
        let group = count >> Self.groupShift
        let page = count >> Self.pageShift & Self.groupMask
        let element = groups[group][page].removeLast()
        if groups[group][page].isEmpty { groups[group].removeLast() }
        if groups[group].isEmpty { groups.removeLast() }
        return element
    }
}

extension PagedArray: RandomAccessCollection, MutableCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(position: Int) -> Element {
        _read {
            yield groups[position >> Self.groupShift][position >> Self.pageShift & Self.groupMask][
                position & Self.pageMask]
        }
        _modify {
            yield &groups[position >> Self.groupShift][position >> Self.pageShift & Self.groupMask][
                position & Self.pageMask]
        }
    }

    package mutating func swapAt(_ left: Int, _ right: Int) {
        guard left != right else { return }
        let value = self[left]
        self[left] = self[right]
        self[right] = value
    }
}

extension PagedArray: Equatable where Element: Equatable {
    package static func == (left: PagedArray, right: PagedArray) -> Bool {
        left.count == right.count && left.elementsEqual(right)
    }
}

extension PagedArray {
    package init(_ elements: some Sequence<Element>) {
        for element in elements { append(element) }
    }
}
