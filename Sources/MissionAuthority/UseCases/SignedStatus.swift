// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Ledger
package import MissionKernel
import MissionWire

extension MissionAuthority {
    /// A status over the authority's signature (draft-mcguinness-oauth-mission-status, *Response*).
    package func signedStatus(
        _ report: MissionReport, audience: String?, requester: ClientID, nonce: String, details: [[UInt8]]?,
        at now: Instant
    ) -> [UInt8] {
        let validity = configuration.statusValiditySeconds * 1000
        let freshness = min(validity, configuration.maxStaleSeconds * 1000)
        let response = StatusResponse(
            issuer: configuration.issuer, audience: audience ?? requester.text.string, requester: requester.text.string,
            nonce: nonce, issuedAt: now, expiresAt: now.adding(milliseconds: validity),
            freshUntil: min(now.wholeSecond.adding(milliseconds: freshness), report.nextTurn),
            mission: StatusResponse.Mission(report), authorizationDetails: details)
        return signer.sign(response.payload, type: StatusResponse.type)
    }

    /// The entries of a mission that an audience decides by, as they were recorded, without what was taken away since:
    /// those that cover it, as at each evaluation.
    package func effectiveEntries(
        of id: MissionID, _ record: MissionApproved, for audience: ResourceURI
    ) -> [[UInt8]] {
        let left = readCopy { state, _ in
            state.missions.index(of: id).map { index in
                record.authority.set.entries.indices.map { state.effectiveEntry($0, of: index) }
            } ?? []
        }
        let approved = zip(record.authority.set.entries, record.authority.recordedEntries)
        return zip(left, approved).compactMap { left, approved in
            guard let left, left.resources.covers(audience) else { return nil }
            return left == approved.0 ? approved.1 : left.canonicalBytes
        }
    }

    /// The approval that the ledger holds under this number; nil when it cannot be read.
    package func approval(recordedAt number: Int64) -> MissionApproved? {
        do {
            guard let entry = try store.entries(from: number, max: 1).first else { return nil }
            var reader = EntryReader()
            guard case .missionApproved(let approved) = try reader.read(entry.bytes).event else { return nil }
            return approved
        } catch {
            return nil
        }
    }
}

extension MissionReport {
    /// The next moment at which the report changes by itself: nobody may rely on it beyond that.
    fileprivate var nextTurn: Instant {
        guard !standing.state.isTerminal else { return .distantFuture }
        return min(expiresAt, standing.suspension?.until ?? .distantFuture)
    }
}

extension Instant {
    /// The second that this moment lies in.
    fileprivate var wholeSecond: Instant { Instant(milliseconds: secondsSinceEpoch * 1000) }
}

extension StatusResponse.Mission {
    fileprivate init(_ report: MissionReport) {
        self.init(
            id: report.id, authorityHash: report.authorityHash, standing: report.standing, expiresAt: report.expiresAt,
            containmentVersion: report.containmentVersion,
            parent: report.parent.map { parent in
                StatusResponse.Parent(
                    id: parent.id, authorityHash: parent.authorityHash, depth: parent.depth, state: parent.state)
            })
    }
}

extension RecordedAuthority {
    /// Each entry as it was recorded.
    fileprivate var recordedEntries: [[UInt8]] {
        do throws(JSONError) {
            var entries: [[UInt8]] = []
            try JSONDocument(canonical).root.forEachElement { entries.append(Array($0.sourceBytes)) }
            return entries
        } catch {
            return []
        }
    }
}

extension AuthorityEntry {
    fileprivate var canonicalBytes: [UInt8] {
        var json = CanonicalWriter()
        json.value(self)
        return json.bytes
    }
}
