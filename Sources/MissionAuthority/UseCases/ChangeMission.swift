// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire

/// A request to change a mission's lifecycle, as the edge read it.
package struct LifecycleRequest: Sendable {
    package let caller: Caller
    package let mission: MissionID
    package let operation: Operation
    package var reason = ""
    package var expectedVersion: Int64?

    /// What is to happen, with what it takes for it.
    package enum Operation: Hashable, Sendable {
        case revoke
        case suspend(until: Instant?, onExpiry: OnExpiry?)
        /// With an approver's signature, where the caller has no grant of their own.
        case resume(SignedBytes?)
        case complete
    }

    package init(caller: Caller, mission: MissionID, operation: Operation) {
        self.caller = caller
        self.mission = mission
        self.operation = operation
    }
}

/// How a mission stands, for reporting.
package struct MissionReport: Hashable, Sendable {
    package let id: MissionID
    package let standing: Standing
    package let authorityHash: Digest
    package let expiresAt: Instant
    package let containmentVersion: Int32
    package let parent: ParentReport?
    package let recordedAt: Int64

    /// What is told of the mission that this one is a child of.
    package struct ParentReport: Hashable, Sendable {
        package let id: MissionID
        package let state: MissionState
        package let depth: Int
        package let authorityHash: Digest
    }

    package init(_ index: MissionIndex, in state: AuthorityState, at now: Instant) {
        let mission = state.missions[index]
        id = mission.id
        standing = state.standing(of: index, at: now)
        authorityHash = mission.authority.digest
        expiresAt = mission.expiresAt
        containmentVersion = mission.containment?.version ?? 0
        recordedAt = mission.recordedAt
        parent = mission.lineage.parent.map { parent in
            ParentReport(
                id: state.missions[parent].id, state: state.standing(of: parent, at: now).state,
                depth: Int(mission.lineage.depth), authorityHash: state.missions[parent].authority.digest)
        }
    }
}

extension MissionAuthority {
    /// Revokes, suspends, resumes or completes a mission.
    package func change(_ request: LifecycleRequest, completion: @escaping Completion<MissionReport>) {
        perform(completion) { [self] (state, now) throws(Refusal) in
            let command = try command(for: request, replay: nil)
            return Decided(try command.decide(in: state, at: now)) { state, now in
                Self.report(on: request.mission, in: state, at: now)
            }
        }
    }

    /// The same under a nonce, with a signed answer that a repetition of the request gets again byte for byte. What was
    /// refused for the state of the mission stays refused: a request that arrives late does not happen after all.
    ///
    /// `sign` makes the answer from the report; it is called before anything is durable, and what it returns is kept.
    package func change(
        _ request: LifecycleRequest, replay: ReplayKey,
        sign: @escaping @Sendable (MissionReport, Instant) -> [UInt8], completion: @escaping Completion<[UInt8]>
    ) {
        let answered: Completion<LifecycleAnswer> = { result in
            completion(
                result.flatMap { answer in
                    switch answer {
                    case .signed(let response): .success(response)
                    case .refused(let refusal): .failure(.refused(refusal))
                    }
                })
        }
        perform(answered) { [self] (state, now) throws(Refusal) in
            let command = try command(for: request, replay: replay)
            if let known = try command.answered(in: state) { return Decided([]) { _, _ in known } }
            let recording: @Sendable (LifecycleAnswer) -> [Event] = {
                [.lifecycleAnswered(LifecycleAnswered(key: replay, answer: $0))]
            }
            let events: [Event]
            do throws(Refusal) { events = try command.decide(in: state, at: now) } catch {
                let refusal = error
                return Decided([], recording: recording) { _, _ in .refused(refusal) }
            }
            return Decided(events, recording: recording) { state, now in
                .signed(sign(Self.report(on: request.mission, in: state, at: now), now))
            }
        }
    }

    private func command(for request: LifecycleRequest, replay: ReplayKey?) throws(Refusal) -> ChangeLifecycle {
        ChangeLifecycle(
            caller: request.caller, mission: request.mission, operation: try operation(request.operation),
            reason: request.reason, expectedVersion: request.expectedVersion, replay: replay)
    }

    private func operation(_ operation: LifecycleRequest.Operation) throws(Refusal) -> LifecycleOperation {
        switch operation {
        case .revoke: return .revoke
        case .suspend(let until, let onExpiry): return .suspend(until: until, onExpiry: onExpiry)
        case .complete: return .complete
        case .resume(nil): return .resume(nil)
        case .resume(let signed?):
            return .resume(try signed.evidence(ResumeStatement.self, for: configuration.issuer))
        }
    }

    static func report(on id: MissionID, in state: AuthorityState, at now: Instant) -> MissionReport {
        guard let index = state.missions.index(of: id) else {
            preconditionFailure("mission `\(id.text)` was changed and does not exist")
        }
        return MissionReport(index, in: state, at: now)
    }
}
