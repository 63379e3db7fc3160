// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Answers questions about names from a ledger and its index, as far as the index goes.
///
/// Every entry is read before it is shown, so neither keys that two names share nor a wrong index ever show one that is
/// not meant. A call that throws ``StoreError/Code/damaged`` may have found the index unusable; it is empty then, and
/// once it has been filled again the same call answers.
package struct NamedEntries: Sendable {
    private let store: any LedgerStore
    private let index: any NameIndex

    package init(_ store: any LedgerStore, _ index: any NameIndex) {
        self.store = store
        self.index = index
    }

    /// What else belongs to the history of a mission.
    package struct Scope: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The entries of the missions below it.
        package static let descendants = Scope(rawValue: 1 << 0)
        /// The entries by which a mission above it was stopped, let go on, narrowed or moved in its end.
        package static let ancestors = Scope(rawValue: 1 << 1)
    }

    /// At most `max` of the entries about `name` from `first` on, in order; none when nothing has that name.
    package func entries(
        about name: LedgerName, from first: Int64, max: Int
    ) throws(StoreError) -> [StoredEntry] {
        var search = NameSearch(store, index, [NameSubject(.about, name)])
        return try search.entries(from: first, max: max)
    }

    /// At most `max` entries of a mission's history from `first` on, in order.
    package func history(
        of mission: MissionID, with scope: Scope, from first: Int64, max: Int
    ) throws(StoreError) -> [StoredEntry] {
        var subjects = [NameSubject(.about, .mission(mission))]
        if scope.contains(.descendants) { subjects.append(NameSubject(.below, .mission(mission))) }
        if scope.contains(.ancestors) {
            var lookup = NameLookup(store, index)
            subjects += try lookup.ancestors(of: mission).map { NameSubject(.change, .mission($0)) }
        }
        var search = NameSearch(store, index, subjects)
        return try search.entries(from: first, max: max)
    }

    /// The entries that show where an effect comes from, in order, at most ``Receipt/entriesMax``; none when there is
    /// no such permit.
    ///
    /// The permit and what became of the effect; the session that asked; the person's agreement to the operation, with
    /// their registration; for the mission and each one above it the submission, the approval, the approver's
    /// registration, and what had changed it before the permit, of which the oldest are left out where there are too
    /// many.
    package func lineage(of permit: PermitID) throws(StoreError) -> [StoredEntry] {
        var tracing = EffectTracing(store, index)
        return try tracing.trace(permit)
    }
}
