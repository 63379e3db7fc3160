// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// A name in a role, to be looked for.
struct NameSubject {
    let role: NameRole
    let name: LedgerName
    let key: NameKey

    init(_ role: NameRole, _ name: LedgerName) {
        self.role = role
        self.name = name
        key = NameKey(role, name)
    }
}

/// Finds the entries that any of some subjects is in, each once and in order.
struct NameSearch {
    private let index: any NameIndex
    private let subjects: [NameSubject]
    private var lookup: NameLookup

    /// Numbers asked for at a time.
    private static let stepMax = 1024

    init(_ store: any LedgerStore, _ index: any NameIndex, _ subjects: [NameSubject]) {
        self.index = index
        self.subjects = subjects
        lookup = NameLookup(store, index)
    }

    mutating func entries(from first: Int64, max: Int) throws(StoreError) -> [StoredEntry] {
        try StoreLimits.check(entriesFrom: first, max: max)
        var found: [StoredEntry] = []
        var next: Int64? = first
        while let from = next, found.count < max {
            let step = try candidates(from: from, max: min(max - found.count, Self.stepMax))
            for number in step.numbers where found.count < max {
                let candidate = try lookup.entry(number)
                if try isMeant(candidate) { found.append(candidate.entry) }
            }
            next = step.next
        }
        return found
    }

    /// The numbers from `first` on up to where each subject's are known, and where to go on; nil at the end.
    private func candidates(
        from first: Int64, max: Int
    ) throws(StoreError) -> (numbers: [Int64], next: Int64?) {
        var numbers: Set<Int64> = []
        var known = Int64.max
        for subject in subjects {
            let found = try index.numbers(of: subject.key, from: first, max: max)
            numbers.formUnion(found)
            if found.count == max, let last = found.last { known = min(known, last) }
        }
        return (numbers.filter { $0 <= known }.sorted(), known == .max ? nil : known + 1)
    }

    private mutating func isMeant(_ candidate: NamedEntry) throws(StoreError) -> Bool {
        for subject in subjects where try isMeant(candidate, subject) { return true }
        return false
    }

    private mutating func isMeant(_ candidate: NamedEntry, _ subject: NameSubject) throws(StoreError) -> Bool {
        let names = candidate.names
        switch subject.role {
        case .about where names.mentioned.contains(subject.name): return true
        case .binding: return names.binds == subject.name
        case .change where !names.isChange: return false
        case .about, .change, .below: break
        }
        guard case .mission(let mission) = subject.name,
            let own = try lookup.mission(of: names, at: candidate.entry.number)
        else { return false }
        return subject.role == .below ? try lookup.ancestors(of: own).contains(mission) : own == mission
    }
}
