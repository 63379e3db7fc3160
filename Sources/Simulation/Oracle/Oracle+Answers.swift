// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

/// What was known when a round took a call, to judge its answer by.
struct Asking: Sendable {
    /// Whether somebody signed it who is not who they say.
    var isForged = false
    /// Whether an attempt that had been fenced off asks.
    var isStale = false
    /// Whether it expects a version older than one that had been told.
    var isOutdated = false
}

/// Answers: what is acknowledged is durable, and it is what was asked.
extension Oracle {
    func hear(_ answer: Answer, to call: Call, _ asking: Asking, _ testimony: Testimony) {
        read()
        if case (.permit(let permit), .decided(let receipt)) = (call, answer) { mustBeAsked(permit, receipt.decision) }
        guard answer.isYes else { return }
        expect(!asking.isForged, .approval, "a forged signature was accepted: \(call.text)")
        expect(!asking.isStale, .possession, "an attempt that was fenced off was heard: \(call.text)")
        expect(!call.isGovernedBySession, .approval, "a process under a mission governed: \(call.text)")
        switch (call, answer) {
        case (.submit, .submitted(let receipt)):
            expect(submissions[receipt.id] != nil, .durable, "\(receipt.id.short) was taken in and is gone")
            if let id = receipt.mission { mustBeThere(id) }
        case (.approve, .approved(let receipt)): mustBeThere(receipt.mission)
        case (.deny(let id), .done):
            expect(submissions[id]?.isOpen == false, .durable, "the denial of \(id.short) is gone")
        case (.change(let request, let replay), _): hearChange(request, replay, answer, asking, testimony)
        case (.narrow(let command), .report): hearNarrowing(command)
        case (.tighten(let id, let terms), .report):
            let own = missions[id]?.terms.map(\.terms) ?? []
            expect(terms.allSatisfy(own.contains), .durable, "a condition of \(id.short) is gone")
        case (.extend, .report(let report)):
            let end = missions[report.id]?.expiresAt ?? .distantPast
            expect(report.expiresAt <= end, .durable, "the extension of \(report.id.short) is gone")
        case (.signal(let signal), .news(let receipt)): hear(signal, receipt)
        case (.changeOwner(let id, let owner), .report):
            let isChanged = roundEvents.contains { if case .ownerChanged = $0 { true } else { false } }
            expect(missions[id]?.owner == owner || isChanged, .durable, "the owner of \(id.short) is gone")
        case (.answer(let id, _), .done):
            expect(questions[id] == nil, .durable, "the answer to \(id.short) is gone")
        default: hearWork(answer, to: call, testimony)
        }
    }

    /// Whoever is told that a person must agree finds that a person was asked, or has said no.
    private func mustBeAsked(_ call: Call.PermitCall, _ decision: Decision) {
        guard decision.denial?.reason == .approvalRequired, let operation = call.request.operation else { return }
        let isAsked = questions.values.contains {
            $0.raised.subject == .operation(operation, under: call.request.mission)
        }
        let isAnswered = roundEvents.contains { if case .attentionAnswered = $0 { true } else { false } }
        let key = OperationKey(mission: call.request.mission, operation: operation)
        expect(
            isAsked || isAnswered || isDeclined(key, at: decision.decidedAt), .waiting,
            "\(call.request.action) waits for a person, and nobody was asked")
    }

    private func mustBeThere(_ id: MissionID) {
        expect(missions[id] != nil, .durable, "\(id.short) was acknowledged and is gone")
    }

    private func hearChange(
        _ request: LifecycleRequest, _ replay: ReplayKey?, _ answer: Answer, _ asking: Asking, _ testimony: Testimony
    ) {
        if case .signed(let bytes) = answer, let replay {
            // What was answered in an earlier round, heard or not, is what is answered now.
            let isReplay = !roundEvents.contains { $0.answers(replay) }
            expect(
                testimony.isSame(bytes, to: replay, at: now), .durable,
                "the nonce `\(replay.nonce)` got another answer than before")
            expect(nonces[NonceKey(replay)]?.answer == .signed(bytes), .durable, "an answer was given and not kept")
            if isReplay { return }
        }
        let name = request.mission.short
        expect(!asking.isOutdated, .endings, "a change of \(name) was accepted that expected an older version")
        guard let own = missions[request.mission]?.own else { return fail(.durable, "\(name) is gone") }
        switch request.operation {
        case .revoke: expect(own.isEnded(as: .revoked), .durable, "the revoking of \(name) is gone")
        case .complete: expect(own.isEnded(as: .completed), .durable, "the completing of \(name) is gone")
        case .suspend(let until, let onExpiry):
            expect(
                own.isSuspended(until: until, onExpiry)
                    || ownBefore[request.mission]?.isSuspended(until: until, onExpiry)
                        == true
                    || roundEvents.contains { $0.suspends(until: until, onExpiry) },
                .durable, "the suspension of \(name) is not what was asked for")
        case .resume:
            let isRecorded = roundEvents.contains { if case .missionResumed = $0 { true } else { false } }
            expect(isRecorded, .durable, "the resuming of \(name) is gone")
        }
    }

    private func hearNarrowing(_ command: Narrow) {
        // An event that has narrowed before is answered with what it took then.
        guard
            roundEvents.contains(where: { $0.narrows(command) })
                || missions[command.mission]?.events.contains(command.event) == false
        else { return expect(missions[command.mission] != nil, .durable, "\(command.mission.short) is gone") }
        let taken = missions[command.mission]?.taken.map(\.removal) ?? []
        for removal in command.removals {
            let isTaken = Vocabulary.actions.filter { removal.names($0) }.allSatisfy { action in
                taken.contains { $0.resource == removal.resource && $0.names(action) }
            }
            expect(isTaken, .durable, "the narrowing of \(command.mission.short) is gone")
        }
    }

    private func hear(_ signal: Signal, _ receipt: SignalReceipt) {
        let isRecorded = facts.events.contains(signal.event)
        expect(isRecorded || !receipt.isNews, .durable, "the news `\(signal.event)` is gone")
    }
}

extension MissionModel.Own {
    fileprivate func isEnded(as wanted: MissionState) -> Bool {
        if case .ended(wanted, _, _) = self { true } else { false }
    }

    fileprivate func isSuspended(until wanted: Instant?, _ wantedAfter: OnExpiry?) -> Bool {
        guard case .suspended(_, _, let until, let after) = self else { return false }
        return until == wanted && after == wantedAfter
    }
}

extension Event {
    fileprivate func answers(_ key: ReplayKey) -> Bool {
        if case .lifecycleAnswered(let event) = self { event.key == key } else { false }
    }

    fileprivate func narrows(_ command: Narrow) -> Bool {
        guard case .missionContained(let event) = self else { return false }
        return event.mission == command.mission && event.event == command.event
    }

    fileprivate func suspends(until: Instant?, _ onExpiry: OnExpiry?) -> Bool {
        switch self {
        case .missionSuspended(let event):
            event.suspension.until == until && event.suspension.onExpiry == onExpiry
        case .suspensionChanged(let event):
            event.suspension.until == until && event.suspension.onExpiry == onExpiry
        default: false
        }
    }
}

extension Call {
    /// Whether a process under a mission asks for what only people and their software may.
    fileprivate var isGovernedBySession: Bool {
        switch self {
        case .approve(_, _, .session): true
        case .change(let request, _): request.caller.isSession
        case .narrow(let command): command.caller.isSession
        case .signal(let signal): signal.caller.isSession
        default: false
        }
    }
}

extension Caller {
    var isSession: Bool {
        if case .session = self { true } else { false }
    }
}
