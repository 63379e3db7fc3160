// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

extension Call {
    /// The call as a trace shows it.
    var text: String {
        switch self {
        case .register(let client, _, let signed): "register \(client.text)\(signed == nil ? "" : ", signed")"
        case .enrol(let person, _, let signed): "enrol \(person.subject)\(signed == nil ? "" : ", signed")"
        case .disable(let client): "disable \(client.text)"
        case .submit(let request): "submit for \(request.client.text)\(request.relation.text) as \(request.caller.text)"
        case .approve(_, let narrowed, let caller): "approve\(narrowed == nil ? "" : " less") as \(caller.text)"
        case .deny(let id): "deny \(id.short)"
        case .change(let request, let replay): Self.text(of: request, replay)
        case .narrow(let command): "narrow \(command.mission.short) by \(command.event) as \(command.caller.text)"
        case .tighten(let mission, _): "tighten \(mission.short)"
        case .changeOwner(let mission, let owner): "make \(owner.subject) own \(mission.short)"
        case .extend: "extend"
        case .signal(let signal): "signal \(signal.fact.text) = \(signal.value.text)"
        case .permit(let call): "permit \(call.text)"
        case .begin(let command): "begin \(command.permit.short) as \(command.caller.text)"
        case .conclude(let report, _): "conclude \(report.permit.short) \(report.outcome.rawValue)"
        default: workText
        }
    }

    private var workText: String {
        switch self {
        case .open(let mission, _, let policy, let caller):
            "open a session under \(mission.short) (\(policy.rawValue)) as \(caller.text)"
        case .resume(let session, let point, let epoch, _):
            "resume \(session.short) at \(point.rawValue)" + (epoch.map { " epoch \($0)" } ?? "")
        case .checkpoint(let attempt, _): "checkpoint \(attempt.text)"
        case .close(let command): "close \(command.attempt.text)"
        case .rebind(let command): "rebind \(command.session.short)"
        case .reportStop(let command): "report the stop of \(command.session.short)"
        case .enqueue(let request, _): "queue \(request.action) for \(request.attempt.text)"
        case .dispatch(let command): "dispatch \(command.id.short) for \(command.attempt.text)"
        case .concludeItem(let command): "conclude item \(command.id.short)"
        case .ask(let attempt, _, _, _): "ask for \(attempt.text)"
        case .answer(let id, let answer): "answer \(id.short): \(answer.text)"
        default: ""
        }
    }

    private static func text(of request: LifecycleRequest, _ replay: ReplayKey?) -> String {
        let verb =
            switch request.operation {
            case .revoke: "revoke"
            case .suspend(let until, _): until == nil ? "suspend" : "suspend for a while"
            case .resume: "resume"
            case .complete: "complete"
            }
        let expected = request.expectedVersion.map { " at v\($0)" } ?? ""
        let nonce = replay.map { " nonce \($0.nonce)" } ?? ""
        return "\(verb) \(request.mission.short)\(expected)\(nonce) as \(request.caller.text)"
    }
}

extension Call.PermitCall {
    var text: String {
        let own = attempt.map { " for \($0.text)" } ?? ""
        return "\(request.action) on \(request.resource.text.dropFirst(8)) under \(request.mission.short)\(own)"
            + (key.map { " key \($0)" } ?? "")
    }
}

extension Caller {
    var text: String {
        switch self {
        case .owner: "owner"
        case .client(let id): id.text.string
        case .session(let id): id.short
        }
    }
}

extension Attempt {
    var text: String { "\(session.short)/\(epoch)" }
}

extension Relation {
    var text: String {
        switch self {
        case .none: ""
        case .child(let parent, _): ", child of \(parent.short)"
        case .successor(let predecessor): ", successor of \(predecessor.short)"
        }
    }
}

extension FactKey {
    var text: String {
        switch self {
        case .named(let name): name.string
        case .enabled(let principal): "\(principal.subject) enabled"
        }
    }
}

extension FactValue {
    var text: String {
        switch self {
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .text(let value): value.string
        }
    }
}

extension AnswerRequest {
    var text: String {
        switch self {
        case .agree: "agree"
        case .deny: "deny"
        case .respond: "respond"
        case .outcome(let outcome): outcome.rawValue
        }
    }
}
