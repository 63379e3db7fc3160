// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import WritTesting

/// What a world is made of: so few words that its parts meet often.
enum Vocabulary {
    static let agent: ClientID = "agent"
    static let helper: ClientID = "helper"
    /// The enforcement point.
    static let gate: ClientID = "gate"
    static let clients = [agent, helper, gate]

    static func grants(of client: ClientID) -> Grants {
        switch client {
        case gate: [.evaluate, .everyMission, .status, .watch, .signal, .lifecycle, .resume, .narrow]
        default: [.submit, .lifecycle, .evaluate, .watch]
        }
    }

    static let app = "https://git.example.com/app"
    static let docs = "https://git.example.com/app/docs"
    static let mail = "https://mail.example.com"
    static let resources = [app, docs, mail]

    static let read = "git.read"
    static let fetch = "git.fetch"
    static let commit = "git.commit"
    static let push = "git.push"
    static let send = "mail.send"
    static let gitActions = [read, fetch, commit, push]
    static let actions = gitActions + [send]

    /// The classes that the standard policy gives these actions; `mail.send` has none.
    static let classes: [String: ActionClass] = [
        read: .nonConsequential, fetch: .consequentialRead, commit: .consequentialWrite, push: .irreversibleAction,
    ]

    /// How old a decision of a class may be, in milliseconds.
    static func staleness(of actionClass: ActionClass) -> Int64 {
        switch actionClass {
        case .nonConsequential: 300_000
        case .consequentialRead: 60_000
        default: 0
        }
    }

    static let amounts = ["10", "60", "120"]
    static let tenants: [ExactText] = ["t1", "t2"]
    static let facts = ["branch.frozen", "incident.open", "vendor.trusted"]

    static func resource(_ text: String) -> ResourceURI {
        guard let resource = ResourceURI(text) else { preconditionFailure("`\(text)` is no resource") }
        return resource
    }

    static func money(_ amount: String) -> Money {
        guard let decimal = ExactDecimal(amount), let currency = CurrencyCode("EUR") else {
            preconditionFailure("`\(amount)` is no amount")
        }
        return Money(decimal, currency)
    }

    static func pattern(_ text: String) -> ActionPattern {
        guard let pattern = ActionPattern(text) else { preconditionFailure("`\(text)` is no action") }
        return pattern
    }
}
