// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionAuthority
import MissionKernel
import MissionWire

/// Missions as the product's own surface shows them.
extension CanonicalWriter {
    /// How a mission stands.
    mutating func members(of report: MissionReport) {
        member("authority_hash", report.authorityHash)
        member("containment_version", report.containmentVersion)
        ending(report.standing.ending)
        member("expires_at", report.expiresAt)
        member("id", report.id)
        member("parent", report.parent?.id)
        member("recorded_at", report.recordedAt)
        member("state", report.standing.state.rawValue)
        suspension(report.standing.suspension)
        member("version", report.standing.version)
    }

    /// A mission in a list: how it stands, and what its approval says.
    mutating func members(of report: MissionReport, _ record: MissionApproved) {
        member("approver", record.approver)
        member("authority_hash", report.authorityHash)
        member("client", record.client.text)
        member("containment_version", report.containmentVersion)
        if let depth = report.parent?.depth { member("depth", depth) }
        ending(report.standing.ending)
        member("expires_at", report.expiresAt)
        member("goal", record.intent.goal)
        member("id", report.id)
        member("parent", report.parent?.id)
        member("recorded_at", report.recordedAt)
        member("state", report.standing.state.rawValue)
        member("subject", record.subject)
        suspension(report.standing.suspension)
        member("version", report.standing.version)
    }

    /// A mission in full.
    mutating func members(of detail: MissionDetail, _ record: MissionApproved, issuer: String) {
        let report = detail.report
        member("approval") { json in json.approval(record) }
        member("approver", record.approver)
        member("authority_hash", report.authorityHash)
        member("authorization_details", canonical: record.authority.canonical)
        member("children", detail.children)
        member("client", record.client.text)
        member("conditions", each: detail.conditions) { json, condition in json.condition(condition) }
        member("containment_version", report.containmentVersion)
        member("created_at", detail.createdAt)
        ending(report.standing.ending)
        member("expires_at", report.expiresAt)
        member("expiry_ceiling", detail.expiryCeiling)
        member("goal", record.intent.goal)
        member("id", report.id)
        member("intent", canonical: record.intent.canonical)
        member("intent_hash", record.intent.digest)
        member("issuer", issuer)
        member("owner", detail.owner)
        member("parent", report.parent?.id)
        member("predecessor", detail.predecessor)
        if let proposal = record.proposal {
            member("proposal_hash", proposal.set.digest)
            member("proposed_authority", canonical: proposal.canonical)
        }
        member("recorded_at", report.recordedAt)
        member("removed", detail.removals)
        member("sessions", detail.sessions.map(\.text))
        member("spend") { json in json.members(of: detail.spend, under: detail.limits) }
        member("state", report.standing.state.rawValue)
        member("subject", record.subject)
        member("submission", record.submission)
        member("successor_owner", detail.successorOwner)
        suspension(report.standing.suspension)
        member("version", report.standing.version)
    }

    private mutating func approval(_ record: MissionApproved) {
        member("event_id", record.approvalEvent)
        if let evidence = record.evidence {
            member("key", base64URL: evidence.key.publicKey)
            member("signature", base64URL: evidence.signature)
            member("statement", canonical: evidence.statement)
        }
        member("type", record.basis.rawValue)
    }

    private mutating func condition(_ condition: MissionDetail.ConditionReport) {
        object { json in
            json.member("condition") { json in json.members(of: condition.terms) }
            json.member("holds", condition.holds)
            if let value = condition.value { json.member("value", value) }
        }
    }

    private mutating func ending(_ ending: Ending?) {
        guard let ending else { return }
        member("ended") { json in
            json.member("at", ending.at)
            json.member("cause", ending.cause)
            if !ending.reason.isEmpty { json.member("reason", ending.reason) }
            json.member("successor", ending.successor)
        }
    }

    private mutating func suspension(_ suspension: Suspension?) {
        guard let suspension else { return }
        member("suspended") { json in
            json.member("cause", suspension.cause)
            json.member("on_expiry", suspension.onExpiry?.rawValue)
            if !suspension.reason.isEmpty { json.member("reason", suspension.reason) }
            json.member("since", suspension.since)
            json.member("until", suspension.until)
        }
    }

    private mutating func members(of spend: Spend, under limits: SpendLimits) {
        member("calls", each: zip(limits.calls, spend.calls)) { json, call in
            json.object { json in
                json.member("call_class", call.0.callClass.text)
                json.member("count", call.1)
                json.member("max", call.0.count)
            }
        }
        member("derivations", spend.derivations)
        member("duration_ms", spend.durationMilliseconds)
        if let budget = limits.budget { member("max_budget", budget) }
        if let max = limits.derivations { member("max_derivations", max) }
        if let max = limits.durationMilliseconds { member("max_duration_ms", max) }
        member("money", each: spend.money) { json, money in json.value(money) }
    }
}

extension RecordedIntent {
    /// `goal`, from the recorded bytes.
    package var goal: String {
        do throws(JSONError) {
            return try JSONDocument(canonical).root["goal"]?.stringValue ?? ""
        } catch {
            return ""
        }
    }
}
