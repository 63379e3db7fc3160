// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionAuthority
import MissionKernel
import MissionWire

/// Sessions as the product's own surface shows them.
extension CanonicalWriter {
    mutating func members(of grant: SessionGrant) {
        if let credential = grant.credential { member("credential", base64URL: credential) }
        member("credential_expires_at", grant.credentialExpiresAt)
        member("epoch", grant.attempt.epoch)
        member("lease_until", grant.leaseUntil)
        member("mission", grant.mission)
        member("session", grant.attempt.session)
        member("version", grant.version)
    }

    mutating func members(of checkpoint: SessionCheckpoint, data: [UInt8]? = nil) {
        member("at", checkpoint.at)
        if let data { member("data", base64URL: data) }
        member("digest", checkpoint.data)
        member("label", checkpoint.label)
        member("number", checkpoint.number)
    }

    mutating func members(of report: SessionReport, launch: [UInt8]? = nil) {
        let session = report.session
        if let checkpoint = session.checkpoint { member("checkpoint") { json in json.members(of: checkpoint) } }
        if let effects = report.openEffects {
            member("effects", each: effects) { json, effect in json.object { json in json.members(of: effect) } }
        }
        member("epoch", session.epoch)
        member("heard_at", report.heardAt)
        member("id", session.id)
        if let launch, !launch.isEmpty { member("launch", canonical: launch) }
        member("live", report.isLive)
        member("mission", report.mission)
        member("mission_binding") { json in json.members(of: session.binding, session) }
        member("mission_state", report.standing.state.rawValue)
        member("opened_at", session.openedAt)
        member("parent", session.parent)
        member("queue", each: session.queue) { json, item in json.object { json in json.members(of: item) } }
        member("state", session.state.rawValue)
    }

    /// An effect that nobody has accounted for.
    private mutating func members(of effect: Effect) {
        member("action", effect.action)
        member("idempotency_key", effect.key)
        member("permit", effect.id)
        member("resource", effect.resource.text)
        member("state", effect.state.rawValue)
    }

    /// The binding (draft-mcguinness-mission-harness, *Mission Binding*).
    private mutating func members(of binding: MissionBinding, _ session: Session) {
        member("authority_hash", binding.authorityHash)
        member("state", binding.state.rawValue)
        member("state_source", binding.source.rawValue)
        member("status_checked_at", binding.checkedAt)
        member("status_expires_at", binding.expiresAt)
        member("stop_policy", session.stopPolicy.rawValue)
        member("version", binding.version)
    }

    mutating func members(of item: QueueItem) {
        member("action", item.action)
        member("action_class", item.actionClass.rawValue)
        member("expires_at", item.expiresAt)
        member("idempotency_key", item.key)
        member("not_before", item.notBefore)
        member("queue_item_id", item.id)
        member("queued_at", item.queuedAt)
        member("resource", item.resource.text)
        member("retry_of", item.retryOf)
        member("state", item.state.rawValue)
    }
}
