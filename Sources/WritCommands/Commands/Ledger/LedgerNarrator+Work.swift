// SPDX-License-Identifier: Apache-2.0

import MissionFile
import MissionKernel

/// Permits and effects.
extension LedgerNarrator {
    mutating func sentence(_ event: PermitGranted) -> StyledText {
        let action = LedgerPhrase.action(event.action, event.resource)
        let key: StyledText = event.key.map { " under the key \(LedgerPhrase.name($0.string))" } ?? ""
        effects[event.id] = action
        return "\(who(event.attempt, event.client)) \("may", .good) do \(action)\(key) "
            + "until \(LedgerPhrase.moment(event.terms.validUntil)) (\(LedgerPhrase.id(event.id)))"
    }

    func sentence(_ event: PermitRefused) -> StyledText {
        let action = LedgerPhrase.action(event.action, event.resource)
        return "\(who(event.attempt, event.client)) \("may not", .bad) do \(action) "
            + "under \(mission(event.mission)): \(event.reason.phrase)"
    }

    func sentence(_ event: EffectIntended) -> StyledText { "\(effect(event.id)) begins" }

    func sentence(_ event: EffectConcluded) -> StyledText {
        let paid = event.cost.flatMap(cost) ?? ""
        return switch event.outcome {
        case .applied: "\(effect(event.id)) was \("done", .good)\(paid)"
        case .refused: "\(effect(event.id)) was \("not done", .bad)\(paid)"
        case .unknown: "\("nobody knows", .warning) whether \(effect(event.id)) was done; it is not tried again blindly"
        }
    }

    func sentence(_ event: DerivationCounted) -> StyledText {
        "a session under \(mission(event.mission)) got a fresh credential"
    }

    private func effect(_ id: PermitID) -> StyledText {
        guard let known = effects[id] else { return "what \(LedgerPhrase.id(id)) permits" }
        return "\(known) (\(LedgerPhrase.start(of: id)))"
    }

    private func who(_ attempt: Attempt?, _ client: ClientID) -> StyledText {
        guard let attempt else { return LedgerPhrase.client(client) }
        return "\(LedgerPhrase.client(client)) (\(LedgerPhrase.start(of: attempt.session)))"
    }

    private func cost(_ cost: Cost) -> StyledText? {
        CostPhrase.text(cost).map { StyledText(", and cost \($0)") }
    }
}

/// Sessions.
extension LedgerNarrator {
    mutating func sentence(_ event: SessionOpened) -> StyledText {
        let parent: StyledText = event.parent.map { ", started by \(session($0))" } ?? ""
        let client = missions[event.mission]?.client
        sessions[event.id] = client
        let name: StyledText =
            client.map { "\(LedgerPhrase.client($0)) (\(LedgerPhrase.id(event.id)))" } ?? LedgerPhrase.id(event.id)
        return "\(name) \("begins", .good) work under \(mission(event.mission))\(parent)"
    }

    func sentence(_ event: SessionCheckpointed) -> StyledText {
        let label = event.label.isEmpty ? "" : LedgerPhrase.goal(event.label)
        return "\(session(event.id)) can continue from its checkpoint \(event.number)\(label)"
    }

    func sentence(_ event: SessionResumed) -> StyledText {
        "\(session(event.id)) \("may go on", .good) under \(mission(event.mission)) \(event.point.phrase), "
            + "as attempt \(event.epoch)"
    }

    func sentence(_ event: SessionStopped) -> StyledText {
        let session = session(event.id)
        let stop = MissionStop(event.missionState).predicate
        guard let point = event.point else {
            let left = event.missionState == .active ? "" : "; its mission \(stop)"
            let reason = event.reason == Self.finished ? "" : LedgerPhrase.reason(event.reason)
            return "\(session) has finished\(reason)\(left)"
        }
        let because: StyledText =
            event.missionState == .active
            ? LedgerPhrase.reason(event.reason) : ": \(mission(event.mission)) \(stop)"
        return "\(session) \(event.decision.phrase, .bad) \(point.phrase)\(because)"
    }

    func sentence(_ event: SessionRebound) -> StyledText {
        "\(session(event.id)) now works under \(mission(event.mission)), which took over"
    }

    func sentence(_ event: ProcessStopped) -> StyledText {
        if let exit = event.exit {
            return "the program of \(session(event.session)) ended (\(exit.string)); the session stays open"
        }
        let outcome =
            switch event.outcome {
            case .acknowledged: "ended when they were told to"
            case .timedOut: "did not end when they were told to, and were killed"
            case .unknown: "were told to end; whether they did is unknown"
            }
        return "the processes of \(session(event.session)) \(outcome)"
    }

    /// What supervisors report of a session that has done its work.
    private static let finished = "finished"
}

/// Queues.
extension LedgerNarrator {
    mutating func sentence(_ event: ItemQueued) -> StyledText {
        let action = LedgerPhrase.action(event.action, event.resource)
        items[event.id] = action
        let again: StyledText = event.retryOf.map { ", as another try of \(item($0))" } ?? ""
        let start = event.notBefore.map { ", not before \(LedgerPhrase.moment($0))" } ?? ""
        let end = event.expiresAt.map { ", not after \(LedgerPhrase.moment($0))" } ?? ""
        return "\(session(event.session)) wants to do \(action) later\(again)\(start)\(end) "
            + "(\(LedgerPhrase.id(event.id)))"
    }

    func sentence(_ event: ItemDispatched) -> StyledText {
        "\(session(event.session)) takes up \(item(event.id)) from its queue"
    }

    func sentence(_ event: ItemConcluded) -> StyledText {
        let item = item(event.id)
        return switch event.state {
        case .waiting, .dispatched: "\(item) waits in the queue of \(session(event.session))"
        case .done: "\(item), which was queued, was \("done", .good)"
        case .failed: "\(item), which was queued, \("failed", .bad)"
        case .suppressed:
            "\(item), which was queued, is \("dropped", .bad)\(event.reason.map { ": \($0.phrase)" } ?? "")"
        }
    }

    private func item(_ id: QueueItemID) -> StyledText {
        guard let known = items[id] else { return "the item \(LedgerPhrase.id(id))" }
        return "\(known) (\(LedgerPhrase.start(of: id)))"
    }
}

/// Questions to people.
extension LedgerNarrator {
    mutating func sentence(_ event: AttentionRaised) -> StyledText {
        questions[event.id] = event.text
        let asked =
            switch event.kind {
            case .approval: "a person must agree"
            case .question: "a person is asked"
            case .escalation: "help is asked for"
            case .review: "a review is asked for"
            case .budget: "a budget needs a person"
            case .anomaly: "a person must find out"
            }
        let next =
            switch event.onDeadline {
            case .expire: "the answer is no"
            case .escalate: "the next person is asked"
            }
        return "\(asked, .warning): \(LedgerPhrase.prose(event.text)) (\(LedgerPhrase.id(event.id))); "
            + "after \(LedgerPhrase.moment(event.deadline)) \(next)"
    }

    func sentence(_ event: AttentionAnswered) -> StyledText {
        let question = name(questions[event.id], event.id)
        return switch event.answer {
        case .agree(let evidence):
            "\(LedgerPhrase.person(evidence.approver)) \("agreed", .good) to \(question), once, "
                + "until \(LedgerPhrase.moment(evidence.terms.until))"
        case .deny(let comment): "the answer to \(question) is \("no", .bad)\(LedgerPhrase.reason(comment))"
        case .respond(let text): "the answer to \(question) is \(LedgerPhrase.prose(text))"
        case .outcome(.applied): "a person found out about \(question): it was \("done", .good)"
        case .outcome(.refused): "a person found out about \(question): it was \("not done", .bad)"
        case .outcome(.unknown): "nobody could find out about \(question)"
        }
    }

    func sentence(_ event: AttentionEscalated) -> StyledText {
        "nobody answered \(name(questions[event.id], event.id)) in time; "
            + "it is now up to \(LedgerPhrase.person(event.to))"
    }

    func sentence(_ event: AttentionExpired) -> StyledText {
        "nobody answered \(name(questions[event.id], event.id)) in time, so the answer is \("no", .bad)"
    }
}
