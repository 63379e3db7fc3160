// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Finds the entries that show that an effect was permitted: see ``NamedEntries/lineage(of:)``.
struct EffectTracing {
    private let store: any LedgerStore
    private let index: any NameIndex
    private var lookup: NameLookup
    private var found: [Int64: StoredEntry] = [:]

    /// Entries about one permit.
    private static let outcomesMax = 32

    init(_ store: any LedgerStore, _ index: any NameIndex) {
        self.store = store
        self.index = index
        lookup = NameLookup(store, index)
    }

    mutating func trace(_ permit: PermitID) throws(StoreError) -> [StoredEntry] {
        guard let granted = try lookup.binding(of: .permit(permit)),
            case .permitGranted(let event) = granted.event
        else { return [] }
        let number = granted.entry.number
        take(granted)
        try takeAll(about: .permit(permit))
        if let attempt = event.attempt { take(try lookup.binding(of: .session(attempt.session))) }
        if let operation = event.operation { try takeAgreement(to: operation, under: event.mission, before: number) }
        let line = try [event.mission] + lookup.ancestors(of: event.mission)
        for mission in line { try takeApproval(of: mission) }
        try takeChanges(of: line, before: number)
        return found.values.sorted { $0.number < $1.number }
    }

    private mutating func take(_ entry: NamedEntry?) {
        if let entry { found[entry.entry.number] = entry.entry }
    }

    private mutating func takeAll(about name: LedgerName) throws(StoreError) {
        var search = NameSearch(store, index, [NameSubject(.about, name)])
        for entry in try search.entries(from: 0, max: Self.outcomesMax) { found[entry.number] = entry }
    }

    /// The last agreement of a person to the operation under this mission, the question that it answers, and the
    /// registration of that person with the key that signed.
    private mutating func takeAgreement(
        to operation: Digest, under mission: MissionID, before end: Int64
    ) throws(StoreError) {
        var end = end
        while let answer = try lookup.binding(of: .operation(operation), before: end) {
            end = answer.entry.number
            guard case .attentionAnswered(let event) = answer.event, case .agree(let evidence) = event.answer,
                evidence.terms.mission == mission
            else { continue }
            take(answer)
            take(try lookup.binding(of: .principal(evidence.approver), before: end))
            return take(try lookup.binding(of: .attention(event.id), before: end))
        }
    }

    /// The submission, the approval, and the registration of the approver with the key that signed.
    private mutating func takeApproval(of mission: MissionID) throws(StoreError) {
        guard let approval = try lookup.binding(of: .mission(mission)),
            case .missionApproved(let event) = approval.event
        else { return }
        take(approval)
        take(try lookup.binding(of: .principal(event.approver), before: approval.entry.number))
        take(try lookup.binding(of: .submission(event.submission), before: approval.entry.number))
    }

    /// The latest changes of these missions before `end`, as many as a receipt still takes.
    private mutating func takeChanges(of line: [MissionID], before end: Int64) throws(StoreError) {
        let left = Receipt.entriesMax - found.count
        var changes: [StoredEntry] = []
        for mission in line {
            var end = end
            for _ in 0..<max(left, 0) {
                guard let change = try lookup.change(of: mission, before: end) else { break }
                changes.append(change.entry)
                end = change.entry.number
            }
        }
        for change in changes.sorted(by: { $0.number > $1.number }).prefix(max(left, 0)) {
            found[change.number] = change
        }
    }
}
