// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// How missions come to be.
extension LedgerNarrator {
    mutating func sentence(_ event: SubmissionReceived) -> StyledText {
        let goal = LedgerPhrase.goal(event.intent)
        submissions[event.id] = goal
        let client = LedgerPhrase.client(event.client)
        let what: StyledText =
            switch event.relation {
            case .none: "a mission for \(client)"
            case .child(let parent, _): "a child of \(mission(parent)) for \(client)"
            case .successor(let predecessor): "a mission for \(client) that takes over from \(mission(predecessor))"
            }
        return "\(asking(event.caller)) \(what):\(LedgerPhrase.goal(goal)) (\(LedgerPhrase.id(event.id)))"
    }

    private func asking(_ caller: Caller?) -> StyledText {
        switch caller {
        case .owner?: "the owner proposes"
        case .client(let id)?: "\(LedgerPhrase.client(id)) asks for"
        case .session(let id)?: "\(session(id)) asks for"
        case nil: "somebody asks for"
        }
    }

    func sentence(_ event: SubmissionDenied) -> StyledText {
        let who = event.code == nil ? "a person" : "the authority"
        let code = event.code.map { " (\($0.rawValue))" } ?? ""
        let what = name(submissions[event.id], event.id)
        return "\(what) was \("declined", .bad) by \(who)\(LedgerPhrase.reason(event.reason))\(code)"
    }

    func sentence(_ event: SubmissionExpired) -> StyledText {
        "\(name(submissions[event.id], event.id)) \("lapsed", .warning): nobody decided in time"
    }

    mutating func sentence(_ event: MissionApproved) -> StyledText {
        let controls = event.intent.intent.controls
        let goal = LedgerPhrase.goal(event.intent)
        let what: StyledText =
            "\(LedgerPhrase.prose(goal ?? "")) (\(LedgerPhrase.id(event.id))) for \(LedgerPhrase.client(event.client))"
        let until = "until \(LedgerPhrase.moment(event.expiresAt))"
        let place: StyledText =
            switch event.relation {
            case .none: ""
            case .child(let parent, _): " as a child of \(mission(parent))"
            case .successor(let predecessor): ", which takes over from \(mission(predecessor))"
            }
        missions[event.id] = Told(
            goal: goal, client: event.client, entries: event.authority.set.entries,
            conditions: controls.conditions + [.grantorEnabled(event.approver, else: controls.grantorConsequence)])
        let approver = LedgerPhrase.person(event.approver)
        return switch event.basis {
        case .direct: "\(approver) \("approved", .good) \(what)\(place), \(until)"
        case .drawdown: "\(what) \("begins", .good)\(place), whose approval by \(approver) covers it, \(until)"
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
        "\(mission(event.mission)) stays \("suspended", .warning), on new terms\(by(event.caller))"
            + "\(LedgerPhrase.reason(event.suspension.reason)); "
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
            "\(mission) is \("revoked", .bad)\(because); no work under it goes on"
        case .completed: "\(mission) is \("completed", .good)\(because)"
        case .expired: "\(mission) has \("expired", .bad); no work under it goes on"
        case .superseded:
            "\(mission) is \("superseded", .warning)\(successor(ending.successor))"
        case .cascaded: "\(mission) \("ended with a mission above it", .bad); no work under it goes on"
        }
    }

    private func successor(_ id: MissionID?) -> StyledText {
        id.map { ": \(mission($0)) has taken over" } ?? ""
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
            return "no work under it goes on until \(end)"
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
        case .session(let id)?: " by \(session(id))"
        case nil: ""
        }
    }
}

/// How they change.
extension LedgerNarrator {
    func sentence(_ event: MissionContained) -> StyledText {
        let entries = missions[event.mission]?.entries ?? []
        let lost = event.removals.map { removal in
            LedgerPhrase.removal(removal, from: entries.first { $0.resources.resource == removal.resource })
        }
        return "\(mission(event.mission)) \("loses", .bad) \(LedgerPhrase.list(lost)) for good"
            + "\(LedgerPhrase.reason(event.reason))\(LedgerPhrase.event(event.event))"
    }

    func sentence(_ event: MissionExtended) -> StyledText {
        "\(mission(event.mission)) now ends \(LedgerPhrase.moment(event.expiresAt), .strong)"
            + signed(by: event.evidence.approver)
    }

    private func signed(by approver: Principal) -> StyledText {
        ", signed by \(LedgerPhrase.person(approver))"
    }

    mutating func sentence(_ event: MissionTightened) -> StyledText {
        missions[event.mission]?.conditions += event.conditions
        let conditions = event.conditions.map(LedgerPhrase.condition)
        let first = conditions.first ?? "nothing"
        let all = conditions.dropFirst().reduce(first) { "\($0); \($1)" }
        return "\(mission(event.mission)) takes on a condition\(LedgerPhrase.reason(event.reason)): \(all)"
    }

    func sentence(_ event: OwnerChanged) -> StyledText {
        "\(LedgerPhrase.person(event.owner)) now answers for \(mission(event.mission))"
    }

    func sentence(_ event: LifecycleAnswered) -> StyledText {
        "the answer to \(LedgerPhrase.client(event.key.client)) about \(mission(event.key.mission)) is kept, "
            + "in case the same is asked again"
    }
}
