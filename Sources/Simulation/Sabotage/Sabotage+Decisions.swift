// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel
import WritTesting

extension Sabotage {
    /// Decisions that are taken as if a rule were not there.
    static let decisions: [Sabotage] = [
        Sabotage("skip-ancestor-walk", "what ancestors are does not matter to a decision") { faults in
            faults.gain = \.isGo
            faults.forging = { state, call, now, _ in
                guard let id = call.mission(in: state) else { return }
                state.forgeAncestors(of: id, at: now)
            }
        },
        Sabotage("cascade-first-generation", "an end reaches children and not their children") { faults in
            faults.gain = \.isGo
            faults.forging = { state, call, now, _ in
                guard let id = call.mission(in: state), let parent = state.ancestors(of: id).first,
                    state.ownState(of: parent) != .revoked, state.ownState(of: parent) != .completed,
                    state.ownState(of: parent) != .expired
                else { return }
                if state.ownState(of: id) == .cascaded { state.forgeActive(id, at: now) }
                state.forgeAncestors(of: id, at: now)
            }
        },
        Sabotage("ignore-containment", "what was taken away can still be done") { faults in
            faults.gain = \.isPermit
            faults.forging = { state, call, now, archive in
                guard case .permit(let permit) = call,
                    state.evaluate(permit.request, at: now).denial?.reason == .authorityContained
                else { return }
                state.forgeWhole(permit.request.mission, archive)
            }
        },
        Sabotage("resume-from-terminal", "a mission that has ended can be resumed") { faults in
            faults.gain = { if case .missionResumed = $0 { true } else { false } }
            faults.forging = { state, call, now, _ in
                guard case .change(let request, _) = call, case .resume = request.operation else { return }
                let suspension = Suspension(since: now, cause: .request)
                state.forge(.missionSuspended(MissionSuspended(mission: request.mission, suspension: suspension)))
            }
        },
        Sabotage("dispatch-when-stopped", "a queue item is dispatched whatever its mission is") { faults in
            faults.gain = { if case .itemDispatched = $0 { true } else { false } }
            faults.forging = { state, call, now, _ in
                guard case .dispatch = call else { return }
                state.forgeLine(of: call, at: now)
            }
        },
        Sabotage("resume-stopped-session", "a session goes on whatever its mission is") { faults in
            faults.gain = { if case .sessionResumed = $0 { true } else { false } }
            faults.forging = { state, call, now, _ in
                guard case .resume = call else { return }
                state.forgeLine(of: call, at: now)
            }
        },
        Sabotage("begin-when-stopped", "a permit can be used after its mission has stopped") { faults in
            faults.gain = { if case .effectIntended = $0 { true } else { false } }
            faults.forging = { state, call, now, _ in
                guard case .begin = call else { return }
                state.forgeLine(of: call, at: now)
            }
        },
        Sabotage("permit-used-twice", "a permit can be used again") { faults in
            faults.gain = { if case .effectIntended = $0 { true } else { false } }
            faults.forging = { state, call, _, _ in
                guard case .begin(let command) = call, let effect = state.effects[command.permit] else { return }
                state.forge(.permitGranted(PermitGranted(again: effect, in: state)))
            }
        },
        Sabotage("use-limit-slips-by-one", "one effect that is out does not count against a bound") { faults in
            faults.gain = \.isPermit
            faults.forging = { state, call, _, _ in
                guard case .permit(let permit) = call else { return }
                state.forgeUnpaid(permit.request.mission, onlyOne: true)
            }
        },
        Sabotage("count-at-receipt", "what is out counts against a bound only when its receipt comes") { faults in
            faults.gain = \.isPermit
            faults.forging = { state, call, _, _ in
                guard case .permit(let permit) = call else { return }
                state.forgeUnpaid(permit.request.mission, onlyOne: false)
            }
        },
        Sabotage("decide-on-old-state", "permits are decided on how things stood a while ago") { faults in
            faults.gain = \.isPermit
            faults.forging = { state, call, now, archive in
                guard case .permit = call, var older = archive.older else { return }
                older.advance(to: now)
                state = older
            }
        },
        Sabotage("skip-registrar", "an approver is registered without the signature of one") { faults in
            faults.gain = \.isRegistration
            faults.forging = { state, call, _, _ in
                switch call {
                case .register, .enrol: state.forgeNoApprovers()
                default: break
                }
            }
        },
        Sabotage("skip-approver-distinct", "who runs a mission can approve it") { faults in
            faults.gain = \.isApproval
            faults.forging = { state, call, _, _ in
                guard case .approve = call else { return }
                for id in state.submissions.open.values.map(\.id).sorted() { state.forgeClient(of: id) }
            }
            faults.staging = { event, state in
                guard case .missionApproved(let approved) = event,
                    let submission = state.submissions.open[approved.submission]
                else { return [event] }
                var draft = ApprovalDraft(approved)
                draft.client = state.registry[submission.client].id
                return [.missionApproved(draft.approval)]
            }
        },
    ]
}

extension AuthorityState {
    /// The state in a mission's own record.
    fileprivate func ownState(of id: MissionID) -> MissionState? {
        missions.index(of: id).map { missions[$0].lifecycle.state }
    }

    /// Makes the mission that a call is about, and its ancestors, active.
    fileprivate mutating func forgeLine(of call: Call, at now: Instant) {
        guard let id = call.mission(in: self) else { return }
        forgeActive(id, at: now)
        forgeAncestors(of: id, at: now)
    }

    /// Makes it look as if nobody had been made an approver yet.
    fileprivate mutating func forgeNoApprovers() {
        for person in registry.principals.map(\.principal) {
            forge(.principalRegistered(PrincipalRegistered(principal: person, approvalKeys: [])))
        }
    }

    /// Makes a submission that of a client that nobody is called like.
    fileprivate mutating func forgeClient(of id: SubmissionID) {
        guard let submission = submissions.open[id] else { return }
        forge(
            .submissionReceived(
                SubmissionReceived(
                    id: id, client: "nobody", intent: submission.intent, proposal: submission.proposal,
                    derived: submission.derived, subject: submission.subject.map { registry[$0].principal },
                    relation: submission.relation, expiresAt: submission.expiresAt)))
    }
}

extension PermitGranted {
    /// The permit of an effect as if it were given now.
    fileprivate init(again effect: Effect, in state: AuthorityState) {
        let mission = state.missions[effect.mission]
        self.init(
            id: effect.id, mission: mission.id, attempt: effect.attempt,
            client: state.registry[mission.parties.client].id, action: effect.action, resource: effect.resource,
            operation: effect.operation,
            terms: PermitTerms(
                entry: effect.entry, validUntil: effect.validUntil, useLimit: 1,
                parameterDigest: effect.parameterDigest),
            actionClass: effect.actionClass, version: effect.version, key: effect.key, cost: effect.cost)
    }
}
