// SPDX-License-Identifier: Apache-2.0

import MissionKernel

extension Receipt {
    /// Throws unless every entry that a person signed for says what they signed; approvals and agreements by a key that
    /// the receipt shows to be theirs, as one over the whole lineage of an effect does.
    ///
    /// An entry that this version of the program cannot read says nothing, and so nothing that was signed.
    package func checkEvidence() throws(ProofError) {
        var reader = EntryReader()
        let events = entries.compactMap { entry in Self.event(entry, &reader).map { (entry.index, $0) } }
        let check = EvidenceCheck(for: events.lazy.compactMap { EvidenceCheck.issuer(of: $0.1) }.first)
        var keys: [Principal: [ApprovalKey]] = [:]
        for (index, event) in events {
            do throws(EvidenceFlaw) {
                try check.checkAlone(event)
                if event.isLeave, let evidence = event.evidence { try Self.check(evidence, by: keys) }
            } catch {
                throw .evidence(index: index, error)
            }
            if case .principalRegistered(let event) = event { keys[event.principal] = event.approvalKeys }
        }
    }

    private static func event(_ entry: Entry, _ reader: inout EntryReader) -> Event? {
        do throws(EntryError) { return try reader.read(entry.bytes).event } catch { return nil }
    }

    private static func check(
        _ evidence: RecordedEvidence, by keys: [Principal: [ApprovalKey]]
    ) throws(EvidenceFlaw) {
        guard keys[evidence.approver]?.contains(evidence.key) == true else {
            throw EvidenceFlaw("nothing here shows that the key which signed is `\(evidence.approver.subject)`'s")
        }
    }
}

extension Event {
    /// Whether it gives somebody leave to act.
    fileprivate var isLeave: Bool {
        switch self {
        case .missionApproved, .attentionAnswered: true
        default: false
        }
    }
}
