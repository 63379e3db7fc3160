// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// An entry that was found, with what it says that it is about.
package struct NamedEntry: Sendable {
    package let entry: StoredEntry
    package let event: Event
    package let names: EntryNames
}

/// Follows names through a ledger and its index: from an entry to its mission, and from there to the missions above.
///
/// What the index says is never believed: each entry is read, and counts only when it says the same. For one thread.
package struct NameLookup: Sendable {
    private let store: any LedgerStore
    private let index: any NameIndex
    private var reader = EntryReader()
    /// The parents of missions, which never change; nil for those without.
    private var parents: [MissionID: MissionID?] = [:]

    private static let parentsMax = 16_384
    /// More generations than any mission has above it: what goes on further runs in a circle.
    private static let generationsMax = 64

    package init(_ store: any LedgerStore, _ index: any NameIndex) {
        self.store = store
        self.index = index
    }

    /// The entry with this number; throws ``StoreError/Code/damaged`` when there is none, and empties the index then.
    package mutating func entry(_ number: Int64) throws(StoreError) -> NamedEntry {
        guard let entry = try store.entries(from: number, max: 1).first else {
            try index.clear()
            throw StoreError(.damaged, "the index of names knows an entry \(number), and the ledger does not")
        }
        return try read(entry)
    }

    /// What an entry says.
    package mutating func read(_ entry: StoredEntry) throws(StoreError) -> NamedEntry {
        do throws(EntryError) {
            let event = try reader.read(entry.bytes).event
            return NamedEntry(entry: entry, event: event, names: EntryNames(of: event))
        } catch {
            throw StoreError(.newer, "entry \(entry.number): \(error)")
        }
    }

    /// The last entry before `end` that binds `name`, or nil.
    package mutating func binding(of name: LedgerName, before end: Int64 = .max) throws(StoreError) -> NamedEntry? {
        try last(.binding, name, before: end) { $0.names.binds == name }
    }

    /// The last entry before `end` that changed how a mission stands, or nil.
    package mutating func change(of mission: MissionID, before end: Int64) throws(StoreError) -> NamedEntry? {
        try last(.change, .mission(mission), before: end) { $0.names.isChange && $0.names.mission == mission }
    }

    /// The mission that an entry belongs to, or nil.
    package mutating func mission(of names: EntryNames, at number: Int64) throws(StoreError) -> MissionID? {
        if let mission = names.mission { return mission }
        guard let owner = names.owner, let binding = try binding(of: owner, before: number) else { return nil }
        return try mission(of: binding.names, at: binding.entry.number)
    }

    /// The missions above one, the nearest first.
    package mutating func ancestors(of mission: MissionID) throws(StoreError) -> [MissionID] {
        var found: [MissionID] = []
        var next = try parent(of: mission)
        while let ancestor = next, found.count < Self.generationsMax {
            found.append(ancestor)
            next = try parent(of: ancestor)
        }
        return found
    }

    /// Takes note of the parent of a mission whose approval is not in the index yet.
    mutating func note(_ parent: MissionID?, of mission: MissionID) {
        parents[mission] = .some(parent)
    }

    /// Drops what is remembered only to be quick, where it has become much. The index must have all that was read.
    mutating func trim() {
        reader = EntryReader()
        if parents.count > Self.parentsMax { parents = [:] }
    }

    private mutating func parent(of mission: MissionID) throws(StoreError) -> MissionID? {
        if let known = parents[mission] { return known }
        let parent = try binding(of: .mission(mission))?.names.parent
        note(parent, of: mission)
        return parent
    }

    private mutating func last(
        _ role: NameRole, _ name: LedgerName, before end: Int64, where isMeant: (NamedEntry) -> Bool
    ) throws(StoreError) -> NamedEntry? {
        let key = NameKey(role, name)
        var end = end
        while let number = try index.last(of: key, before: end) {
            let found = try entry(number)
            if isMeant(found) { return found }
            end = number
        }
        return nil
    }
}
