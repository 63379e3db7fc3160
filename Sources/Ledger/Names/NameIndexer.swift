// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Brings an index of names up to its ledger, page by page. The one writer of its index; for one thread at a time.
package struct NameIndexer: Sendable {
    /// Entries indexed at a time, in one append.
    package static let pageEntries = 1024
    private static let boundMax = 65_536

    private let store: any LedgerStore
    private let index: any NameIndex
    private let onLoss: @Sendable (StoreError) -> Void
    private var lookup: NameLookup
    /// What sessions, permits and questions were bound to last, as far as remembered.
    private var bound: [LedgerName: MissionID] = [:]
    /// Where the index must stand if nobody has emptied it since; nil before the first look.
    private var reached: NameIndexPosition?

    /// - Parameter onLoss: told why an index that was there is thrown away because it is not this ledger's.
    package init(
        _ store: any LedgerStore, _ index: any NameIndex, onLoss: @escaping @Sendable (StoreError) -> Void = { _ in }
    ) {
        self.store = store
        self.index = index
        self.onLoss = onLoss
        lookup = NameLookup(store, index)
    }

    /// Indexes the entries before `head` that are not indexed yet, at most `max` of them.
    ///
    /// Answers whether all are. An entry that cannot be read ends it with ``StoreError/Code/newer``.
    package mutating func advance(to head: Int64, max: Int = .max) throws(StoreError) -> Bool {
        var position = try start()
        var left = max
        while position.size < head, left > 0 {
            let count = min(Int64(min(left, Self.pageEntries)), head - position.size)
            let page = try store.entries(from: position.size, max: Int(count))
            guard let last = page.last else { return false }
            do throws(StoreError) {
                position = try add(page, to: NameIndexPosition(size: last.number + 1, leaf: last.leafHash))
            } catch {
                // What was remembered of this page may not come again as it was.
                reached = nil
                throw error
            }
            left -= page.count
        }
        return position.size >= head
    }

    /// Where the index stands, once it has been found to be this ledger's.
    private mutating func start() throws(StoreError) -> NameIndexPosition {
        let position = try index.position()
        if position == reached { return position }
        (bound, lookup) = ([:], NameLookup(store, index))
        if let reason = try mismatch(position) {
            onLoss(reason)
            try index.clear()
            reached = .start
            return .start
        }
        reached = position
        return position
    }

    /// Why the index cannot be of this ledger, or nil.
    private func mismatch(_ position: NameIndexPosition) throws(StoreError) -> StoreError? {
        guard position.size > 0 else { return nil }
        let size = try store.size()
        guard position.size <= size else {
            return StoreError(.foreign, "the index has \(position.size) entries, and the ledger has \(size)")
        }
        guard try store.leafHashes(position.size - 1..<position.size).first == position.leaf else {
            return StoreError(.foreign, "the index is of another ledger")
        }
        return nil
    }

    private mutating func add(
        _ page: [StoredEntry], to position: NameIndexPosition
    ) throws(StoreError) -> NameIndexPosition {
        trim()
        var rows: [NameRow] = []
        for entry in page {
            let keys = try keys(of: lookup.read(entry))
            rows += keys.map { NameRow($0, entry.number) }
        }
        try index.append(rows, from: position.size - Int64(page.count), to: position)
        reached = position
        return position
    }

    private mutating func trim() {
        lookup.trim()
        if bound.count > Self.boundMax { bound = [:] }
    }

    private mutating func keys(of found: NamedEntry) throws(StoreError) -> Set<NameKey> {
        let names = found.names
        var keys = Set(names.mentioned.map { NameKey(.about, $0) })
        if let name = names.binds { keys.insert(NameKey(.binding, name)) }
        let mission = try mission(of: names, at: found.entry.number)
        remember(names, mission)
        guard let mission else { return keys }
        keys.insert(NameKey(.about, .mission(mission)))
        if names.isChange { keys.insert(NameKey(.change, .mission(mission))) }
        for ancestor in try lookup.ancestors(of: mission) { keys.insert(NameKey(.below, .mission(ancestor))) }
        return keys
    }

    private mutating func mission(of names: EntryNames, at number: Int64) throws(StoreError) -> MissionID? {
        if let mission = names.mission { return mission }
        guard let owner = names.owner else { return nil }
        if let mission = bound[owner] { return mission }
        return try lookup.mission(of: names, at: number)
    }

    /// Remembers what an entry binds, since the index does not have it before its page is whole.
    private mutating func remember(_ names: EntryNames, _ mission: MissionID?) {
        guard let name = names.binds, let mission else { return }
        if case .mission = name { return lookup.note(names.parent, of: mission) }
        bound[name] = mission
    }
}
