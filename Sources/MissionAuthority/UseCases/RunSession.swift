// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
package import MissionKernel

/// What a session gets to work with.
package struct SessionGrant: Hashable, Sendable {
    package let attempt: Attempt
    package let mission: MissionID
    /// The secret by which the session's processes are known, of which only the digest is kept; nil where the one that
    /// they have stays as it is.
    package let credential: [UInt8]?
    /// When the session's credential runs out; nil while it has none.
    package let credentialExpiresAt: Instant?
    /// Until when the mission's state may be relied on without asking again.
    package let leaseUntil: Instant
    package let version: Int64
}

/// The answer to a session that asked whether it may go on.
package struct ResumeReceipt: Sendable {
    package let decision: HarnessDecision
    package let reason: Resume.Reason
    package let standing: Standing
    package let checkpoint: SessionCheckpoint?
    /// What to go on with; nil when it may not.
    package let grant: SessionGrant?
    /// Effects of earlier attempts whose outcome is not known.
    package let unknownEffects: [PermitID]
}

extension MissionAuthority {
    /// Begins work under a mission.
    package func openSession(
        mission: MissionID, parent: SessionID?, stopPolicy: StopPolicy, launch: [UInt8], caller: Caller,
        completion: @escaping Completion<SessionGrant>
    ) {
        let id: SessionID = identities.next()
        let secret = identities.secret(count: 32)
        perform(completion) { [self] (state, now) throws(Refusal) in
            let command = OpenSession(
                caller: caller, id: id, mission: mission, parent: parent, stopPolicy: stopPolicy,
                credential: credential(secret, at: now), launch: launch)
            return Decided(try command.decide(in: state, at: now)) { [self] state, _ in
                grant(to: id, secret, in: state)
            }
        }
    }

    /// Asks whether a session may go on. A new attempt gets a fresh credential.
    package func resume(
        _ session: SessionID, at point: ResumePoint, epoch: Int32?, caller: Caller,
        completion: @escaping Completion<ResumeReceipt>
    ) {
        let isFresh = point.startsAttempt || point == .credentialRefresh
        let secret = isFresh ? identities.secret(count: 32) : nil
        perform(completion) { [self] (state, now) throws(Refusal) in
            let command = Resume(
                caller: caller, session: session, point: point, epoch: epoch,
                credential: secret.map { credential($0, at: now) })
            let answer = try command.answer(in: state, at: now)
            return Decided(answer.events) { [self] state, _ in
                ResumeReceipt(
                    decision: answer.decision, reason: answer.reason, standing: answer.standing,
                    checkpoint: answer.checkpoint,
                    grant: answer.attempt.map { _ in grant(to: session, secret, in: state) },
                    unknownEffects: state.effects.unknown(in: session))
            }
        }
    }

    /// Renews the lease on a session's legitimacy from what is published, for the owner, the session itself or its
    /// parent.
    package func renewLease(_ attempt: Attempt, caller: Caller) throws(Refusal) -> LeaseRenewal {
        let renewal = try read { (state, now) throws(Refusal) in
            let session = try state.session(attempt.session)
            guard
                caller == .owner || caller == .session(attempt.session) || caller == session.parent.map(Caller.session)
            else { throw .unknownSession }
            return LeaseRenewal(session, attempt, in: state, at: now)
        }
        if renewal.decision == .continue {
            let heardAt = renewal.until.adding(milliseconds: -renewal.validMilliseconds)
            leases.note(attempt, heardAt: heardAt, until: renewal.until)
        }
        return renewal
    }

    private func credential(_ secret: [UInt8], at now: Instant) -> SessionCredential {
        SessionCredential(
            digest: SHA256.digest(of: secret), expiresAt: now.adding(milliseconds: configuration.credentialMilliseconds)
        )
    }

    private func grant(to id: SessionID, _ secret: [UInt8]?, in state: AuthorityState) -> SessionGrant {
        guard let session = state.sessions[id] else {
            preconditionFailure("session `\(id.text)` was opened and is gone")
        }
        return SessionGrant(
            attempt: Attempt(session: id, epoch: session.epoch), mission: state.missions[session.mission].id,
            credential: secret, credentialExpiresAt: session.credential?.expiresAt,
            leaseUntil: session.binding.expiresAt, version: session.binding.version)
    }

    /// Records a place to continue from; its data, if any, is kept beside the ledger.
    package func checkpoint(
        _ attempt: Attempt, label: String, data: [UInt8]?, caller: Caller, completion: @escaping Completion<Int32>
    ) {
        let command = RecordCheckpoint(
            caller: caller, attempt: attempt, label: label, data: data.map { SHA256.digest(of: $0) })
        perform(completion) { (state, now) throws(Refusal) in
            Decided(try command.decide(in: state, at: now), keeping: data.map { [$0] } ?? []) { state, _ in
                state.sessions[attempt.session]?.checkpoint?.number ?? 0
            }
        }
    }

    /// Ends a session for good; it is never resumed.
    package func close(_ command: CloseSession, completion: @escaping Completion<Void>) { perform(command, completion) }

    /// Binds a session that was handed off to the mission that took over from its own.
    package func rebind(_ command: RebindSession, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }

    /// Records how a session's processes ended, and ends the lease that kept it running.
    package func reportStop(_ command: ReportStop, completion: @escaping Completion<Void>) {
        perform(command) { [leases] result in
            if case .success = result { leases.drop(command.session) }
            completion(result)
        }
    }
}

/// Whether a running session may keep running, and until when without asking again.
package struct LeaseRenewal: Hashable, Sendable {
    package let decision: HarnessDecision
    package let standing: Standing
    package let until: Instant
    /// How long that is from now: good on any clock.
    package let validMilliseconds: Int64

    init(_ session: Session, _ attempt: Attempt, in state: AuthorityState, at now: Instant) {
        standing = state.standing(of: session.mission, at: now)
        let mission = state.missions[session.mission]
        let isCurrent = session.epoch == attempt.epoch && session.state == .running
        let isEnabled = state.disabledClient(of: session.mission) == nil
        if !isCurrent {
            decision = .terminate
        } else {
            decision =
                standing.state == .active && isEnabled
                ? .continue
                : Resume.decision(for: standing.state, .missionNotActive(standing.state), policy: session.stopPolicy)
        }
        until =
            decision == .continue
            ? min(now.adding(milliseconds: MissionBinding.leaseMilliseconds), mission.expiresAt) : now
        validMilliseconds = max(0, until.milliseconds(since: now))
    }
}
