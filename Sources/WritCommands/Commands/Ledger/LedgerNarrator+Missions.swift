// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// How missions come to be.
extension LedgerNarrator {
    mutating func sentence(_ event: SubmissionReceived) -> StyledText {
        let goal = LedgerPhrase.goal(event.intent)
        submissions[event.id] = goal
        let what: StyledText =
            switch event.relation {
            case .none: "a mission"
            case .child(let parent, let actor):
                "a child of \(LedgerPhrase.id(parent)) for \(LedgerPhrase.name(actor.subject.string))"
            case .successor(let predecessor): "more than \(LedgerPhrase.id(predecessor)) allows"
            }
        let asked = "\(LedgerPhrase.goal(goal)) (\(LedgerPhrase.id(event.id)))" as StyledText
        return "\(LedgerPhrase.client(event.client)) asks for \(what):\(asked)"
    }

    func sentence(_ event: SubmissionDenied) -> StyledText {
        let who = event.code.map { "by the authority itself (\($0.rawValue))" } ?? "by a person"
        let goal = LedgerPhrase.goal(submissions[event.id])
        return "\(LedgerPhrase.id(event.id))\(goal) was \("declined", .bad) \(who)\(LedgerPhrase.reason(event.reason))"
    }

    func sentence(_ event: SubmissionExpired) -> StyledText {
        let goal = LedgerPhrase.goal(submissions[event.id])
        return "\(LedgerPhrase.id(event.id))\(goal) \("lapsed", .warning): nobody decided in time"
    }

    mutating func sentence(_ event: MissionApproved) -> StyledText {
        let controls = event.intent.intent.controls
        let goal = LedgerPhrase.goal(LedgerPhrase.goal(event.intent))
        conditions[event.id] =
            controls.conditions + [.grantorEnabled(event.approver, else: controls.grantorConsequence)]
        let what: StyledText = "\(mission(event.id))\(goal) for \(LedgerPhrase.client(event.client))"
        let until = "until \(LedgerPhrase.moment(event.expiresAt))"
        let place: StyledText =
            switch event.relation {
            case .none: ""
            case .child(let parent, _): ", as a child of \(LedgerPhrase.id(parent))"
            case .successor(let predecessor): ", which takes over from \(LedgerPhrase.id(predecessor))"
            }
        switch event.basis {
        case .direct:
            return "\(LedgerPhrase.person(event.approver)) \("approved", .good) \(what)\(place), \(until)"
        case .drawdown:
            return "\(what) \("began", .good)\(place), whose approval by \(LedgerPhrase.person(event.approver)) "
                + "covers it, \(until)"
        }
    }
}

/// How they stop and go on.
extension LedgerNarrator {
    func sentence(_ event: MissionSuspended) -> StyledText {
        let cause = cause(event.suspension.cause, event.caller, event.mission)
        return "\(mission(event.mission)) is \("suspended", .warning)\(cause)"
            + "\(LedgerPhrase.reason(event.suspension.reason)); \(after(event.suspension, event.mission))"
    }

    func sentence(_ event: SuspensionChanged) -> StyledText {
        "the suspension of \(mission(event.mission)) was changed\(LedgerPhrase.reason(event.suspension.reason)); "
            + after(event.suspension, event.mission)
    }

    func sentence(_ event: MissionResumed) -> StyledText {
        let how: StyledText =
            switch event.cause {
            case .clock: "\("goes on", .good), since its suspension has run out"
            case .fact(let fact): "\("goes on", .good), since \(LedgerPhrase.fact(fact)) is as it must be again"
            case .request, .ancestor, .expansion:
                "is \("resumed", .good)\(event.evidence.map { signed(by: $0.approver) } ?? by(event.caller))"
            }
        return "\(mission(event.mission)) \(how)\(LedgerPhrase.reason(event.reason))"
    }

    func sentence(_ event: MissionEnded) -> StyledText {
        let ending = event.ending
        let because: StyledText =
            "\(cause(ending.cause, event.caller, event.mission))\(LedgerPhrase.reason(ending.reason))"
        let mission = mission(event.mission)
        return switch ending.state {
        case .active, .suspended, .revoked:
            "\(mission) is \("revoked", .bad)\(because); nothing under it or below it goes on"
        case .completed: "\(mission) is \("completed", .good)\(because)"
        case .expired: "\(mission) has \("expired", .bad); nothing under it or below it goes on"
        case .superseded:
            "\(mission) is \("superseded", .warning)\(successor(ending.successor))"
        case .cascaded: "\(mission) \("ended with a mission above it", .bad); nothing under it goes on"
        }
    }

    private func successor(_ id: MissionID?) -> StyledText {
        id.map { ": \(LedgerPhrase.id($0)) takes over" } ?? ""
    }

    /// What follows a suspension.
    private func after(_ suspension: Suspension, _ mission: MissionID) -> StyledText {
        guard let until = suspension.until, let next = suspension.onExpiry else {
            let end =
                switch (suspension.cause, terms(of: suspension.cause, in: mission)?.onReturn) {
                case (.fact, .resume?): "that has passed"
                case (.fact, nil): "it is resumed"
                default: "a person resumes it"
                }
            return "nothing under it or below it goes on until \(end)"
        }
        let moment = LedgerPhrase.moment(until)
        return switch next {
        case .resume: "it goes on at \(moment)"
        case .revoke: "it is revoked at \(moment)"
        }
    }

    private func cause(_ cause: Cause, _ caller: Caller?, _ mission: MissionID) -> StyledText {
        switch cause {
        case .request: by(caller)
        case .clock: ", since its time had come"
        case .fact(let fact): ", since \(LedgerPhrase.broken(fact, terms(of: cause, in: mission)?.test))"
        case .ancestor: ", since a mission above it stopped"
        case .expansion: ", since another mission took over"
        }
    }

    private func by(_ caller: Caller?) -> StyledText {
        switch caller {
        case .owner?: " by the owner"
        case .client(let id)?: " by the software \(LedgerPhrase.client(id))"
        case .session(let id)?: " by \(LedgerPhrase.id(id))"
        case nil: ""
        }
    }
}

/// How they change.
extension LedgerNarrator {
    func sentence(_ event: MissionContained) -> StyledText {
        let lost = LedgerPhrase.list(event.removals.map(LedgerPhrase.removal))
        let news = LedgerPhrase.name(event.event.string)
        return "\(mission(event.mission)) \("loses", .bad) \(lost) for good\(LedgerPhrase.reason(event.reason)) "
            + "(event \(news))"
    }

    func sentence(_ event: MissionExtended) -> StyledText {
        "\(mission(event.mission)) now ends \(LedgerPhrase.moment(event.expiresAt), .strong)"
            + signed(by: event.evidence.approver)
    }

    private func signed(by approver: Principal) -> StyledText {
        ", as \(LedgerPhrase.person(approver)) has signed"
    }

    mutating func sentence(_ event: MissionTightened) -> StyledText {
        self.conditions[event.mission, default: []] += event.conditions
        let conditions = event.conditions.map(LedgerPhrase.condition)
        let first = conditions.first ?? "nothing"
        let all = conditions.dropFirst().reduce(first) { "\($0); \($1)" }
        return "\(mission(event.mission)) takes on a condition\(LedgerPhrase.reason(event.reason)): \(all)"
    }

    func sentence(_ event: OwnerChanged) -> StyledText {
        "\(LedgerPhrase.person(event.owner)) now answers for \(mission(event.mission))"
    }

    func sentence(_ event: LifecycleAnswered) -> StyledText {
        "what was answered to \(LedgerPhrase.client(event.key.client)) about \(mission(event.key.mission)) is kept, "
            + "so that the same request gets the same answer"
    }
}
