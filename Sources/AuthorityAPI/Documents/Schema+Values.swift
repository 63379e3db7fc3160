// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel

/// Values that many documents have.
extension Schema {
    static func id<Kind>(_ type: Identifier<Kind>.Type) -> Schema {
        text(matching: "^\(Kind.prefix)[A-Za-z0-9_-]{21}[AQgw]$")
    }

    static let mission = id(MissionID.self)
    static let submission = id(SubmissionID.self)
    static let session = id(SessionID.self)
    static let permit = id(PermitID.self)
    static let attentionItem = id(AttentionID.self)
    static let queueItemID = id(QueueItemID.self)

    static let instant = text(format: "date-time")
    static let uri = text(format: "uri")
    static let digest = text(matching: "^sha-256:[A-Za-z0-9_-]{43}$")
    static let base64URL = text(matching: "^[A-Za-z0-9_-]*$")
    static let action = text(matching: "^[A-Za-z0-9_.:-]+$")
    static let actionPattern = text(matching: "^[A-Za-z0-9_.:-]+(\\.\\*)?$")
    static let clientID = text(matching: "^[!-~]{1,255}$")
    static let reason = text(0...1024)
    static let idempotencyKey = text(1...255)
    static let epoch = integer(1...Int64(Int32.max))
    static let missionState = one(of: MissionState.self)
    static let actionClass = one(of: ActionClass.self)

    static let principal = closed("Principal", ["iss": string, "sub": string])
    static let actor = closed("Actor", ["sub": string], optional: ["iss": string, "sub_profile": string])
    /// The same with whatever else a token says of it.
    static let presentedActor = open(
        "PresentedActor", ["sub": string], optional: ["iss": string, "sub_profile": string])
    static let attempt = closed("Attempt", ["epoch": epoch, "session": session])

    static let money = closed(
        "Money",
        ["amount": text(matching: "^-?[0-9]+(\\.[0-9]{1,18})?$"), "currency": text(matching: "^[A-Z]{3}$")])
    static let cost = closed("Cost", optional: ["duration_ms": integer(0...3_155_760_000_000), "money": money])

    /// What a person signed: the canonical statement, the Ed25519 key and the signature.
    static let signed = closed(
        "Signed", ["key": base64URL, "signature": base64URL, "statement": open()])
}

/// Facts, and what hangs on them.
extension Schema {
    static let factName = text(matching: "^[^\\s]{1,256}$")
    static let factKey = either(
        "FactKey", [closed(["name": factName]), closed(["enabled": principal])])
    static let factValue = Schema(named: "FactValue", [.init("type", ["boolean", "integer", "string"])])

    static let removal = closed(
        "Removal", ["resource": uri], optional: ["actions": array(of: actionPattern, 1...256)])
    static let removals = array(of: removal, 1...256)

    static let consequence = either(
        "Consequence", [one(of: ["suspend", "revoke", "complete"]), closed(["narrow": removals])])
    static let condition = closed(
        "Condition", ["fact": either([factName, factKey])],
        optional: [
            "else": consequence, "is": factValue, "is_not": factValue, "on_return": one(of: ["resume", "stay"]),
        ])

    /// Why something changed: a request, the clock, an ancestor, an expansion, or the fact that no longer holds.
    static let cause = either("Cause", [one(of: ["request", "clock", "ancestor", "expansion"]), factKey])
}
