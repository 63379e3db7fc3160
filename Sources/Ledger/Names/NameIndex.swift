// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Where the entries of a ledger with certain keys are. Derived from the ledger, and made again from it at any time.
///
/// It holds what the entries before its position have, and nothing else; what was appended together is kept together,
/// also by a process that ends on the way. Durability is no promise: after a loss of power it may stand at an earlier
/// position.
///
/// Whatever cannot be used is thrown away by the engine itself: a call that throws ``StoreError/Code/damaged`` leaves an
/// empty index behind. Calls block, and may come from any thread.
package protocol NameIndex: AnyObject, Sendable {
    /// How far the index goes.
    func position() throws(StoreError) -> NameIndexPosition

    /// Adds rows of the entries from `first` on, where the index must stand, and moves on to `position`.
    ///
    /// Throws ``StoreError/Code/invalid``, and changes nothing, when it stands elsewhere or a row is of another entry.
    func append(_ rows: [NameRow], from first: Int64, to position: NameIndexPosition) throws(StoreError)

    /// The numbers of at most `max` entries with this key from `first` on, ascending, each once.
    func numbers(of key: NameKey, from first: Int64, max: Int) throws(StoreError) -> [Int64]

    /// The number of the last entry with this key before the entry `end`, or nil.
    func last(of key: NameKey, before end: Int64) throws(StoreError) -> Int64?

    /// Forgets everything.
    func clear() throws(StoreError)

    /// Ends the use of the index once the calls under way have ended; later calls throw ``StoreError/Code/closed``.
    func close()
}

/// How far an index goes: the entries before `size`.
package struct NameIndexPosition: Hashable, Sendable {
    package let size: Int64
    /// The leaf hash of the last of these entries, by which the ledger is known; nil when there is none.
    package let leaf: Digest?

    package init(size: Int64, leaf: Digest?) {
        self.size = size
        self.leaf = leaf
    }

    /// Before the first entry.
    package static let start = NameIndexPosition(size: 0, leaf: nil)
}

/// An entry has a key.
package struct NameRow: Hashable, Sendable {
    package let key: NameKey
    package let number: Int64

    package init(_ key: NameKey, _ number: Int64) {
        self.key = key
        self.number = number
    }
}

extension NameIndexPosition {
    /// Throws unless rows of the entries from `first` to `end` can be added to an index that stands here.
    package func check(_ rows: [NameRow], from first: Int64, to end: NameIndexPosition) throws(StoreError) {
        guard first == size, end.size > first, end.leaf != nil else {
            throw StoreError(.invalid, "an index of \(size) entries cannot go on from \(first) to \(end.size)")
        }
        guard rows.allSatisfy({ (first..<end.size).contains($0.number) }) else {
            throw StoreError(.invalid, "a row is of none of the entries \(first)..<\(end.size)")
        }
    }
}
