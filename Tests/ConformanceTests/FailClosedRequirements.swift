// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPClient
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// draft-mcguinness-mission-substrate, *Conformance*: a required reference, binding, state, authority value,
/// commitment or proof that cannot be established is a no.
struct `What cannot be established` {
    private let served: ServedAuthority
    private let agent: RegisteredClient
    private let mission: MissionID

    init() throws {
        served = try ServedAuthority()
        agent = try served.register("agent")
        _ = try served.register("helper")
        mission = try served.mission(
            of: agent, [.entry("invoices.read", "payments.*", constraints: ["tenant": "acme"])])
    }

    /// A request in which everything is established.
    private func request() throws -> String {
        let hash = try #require(
            served.signed(served.status(of: mission, as: agent)).member("mission")["authority_hash"]?.stringValue)
        let digest = DigestText.format(SHA256.digest(of: Array(#"{"tenant":"acme"}"#.utf8)))
        let audience = JSONValue.erp
        let (now, later) = (served.clock.next(), served.clock.next() + .hours(1))
        return #"""
            {"action":{"name":"invoices.read","properties":{"parameters":{"tenant":"acme"},
            "parameter_digest":"\#(digest)"}},
            "context":{"actor":{"client_id":"agent"},
            "mission":{"id":"\#(mission.text)","issuer":"\#(ServedAuthority.issuer)","authority_hash":"\#(hash)"},
            "mission_state_observation":{"state":"active","version":1,"mode":"fresh",
            "freshness_at":"\#(RFC3339.text(now))","mission_status_expires_at":"\#(RFC3339.text(later))"},
            "credential":{"expires_at":"\#(RFC3339.text(later))"}},
            "resource":{"id":"42","properties":{"audience":"\#(audience)"},"type":"invoice"},
            "subject":{"id":"ada","properties":{"iss":"\#(Person.ada.principal.issuer.string)"},"type":"user"}}
            """#
    }

    private func ask(_ text: String, _ fields: [HTTPAnswer.Field] = []) throws -> HTTPAnswer {
        try served.post(
            "/access/v1/evaluation", as: agent, type: "application/json", Array(text.utf8), fields: fields)
    }

    @Test(
        arguments: [
            ("reference", #""id":"msn_[^"]*""#, #""id":"msn_AAAAAAAAAAAAAAAAAAAAAQ""#, "mission_binding_failed"),
            ("namespace", #""issuer":"[^"]*""#, #""issuer":"https://other.example.com""#, "mission_binding_failed"),
            ("actor", #""client_id":"agent""#, #""client_id":"helper""#, "mission_mismatch"),
            ("unknown actor", #""client_id":"agent""#, #""client_id":"nobody""#, "mission_mismatch"),
            (
                "root of the actors", #""client_id":"agent""#, #""act":[{"sub":"eve"}],"client_id":"agent""#,
                "actor_invalid"
            ),
            (
                "delegate", #""client_id":"agent""#, #""act":[{"sub":"agent"},{"sub":"helper"}],"client_id":"agent""#,
                "actor_invalid"
            ),
            (
                "delegate without a chain to it", #""client_id":"agent""#,
                #""act":[{"sub":"helper"}],"client_id":"helper""#, "actor_invalid"
            ),
            ("subject", #""id":"ada""#, #""id":"eve""#, "mission_mismatch"),
            ("subject's issuer", #""iss":"[^"]*""#, #""iss":"https://idp.other.example""#, "mission_mismatch"),
            ("state", #""state":"active""#, #""state":"paused""#, "mission_inactive"),
            ("version", #""version":1"#, #""version":2"#, "stale_state"),
            ("freshness", #""freshness_at":"2"#, #""freshness_at":"1"#, "stale_state"),
            ("freshness ahead", #""freshness_at":"2"#, #""freshness_at":"3"#, "stale_state"),
            (
                "end of the status", #""mission_status_expires_at":"2"#, #""mission_status_expires_at":"1"#,
                "stale_state"
            ),
            ("view", #""mission":."#, #""mission":{"policy_view_id":"sha-256:x","#, "view_inconsistent"),
            ("authority value", "invoices.read", "invoices.write", "out_of_authority"),
            ("resource", #""audience":"[^"]*""#, #""audience":"https://x.example""#, "out_of_authority"),
            ("constraint's input", #""parameters":.[^}]*."#, #""parameters":{}"#, "parameter_violation"),
            (
                "commitment to the authority", #""authority_hash":"sha-256:.."#, #""authority_hash":"sha-256:__"#,
                "view_inconsistent"
            ),
            (
                "commitment to the parameters", #""parameter_digest":"sha-256:.."#, #""parameter_digest":"sha-256:__"#,
                "parameter_violation"
            ),
            ("credential", #""expires_at":"2"#, #""expires_at":"1"#, "credential_invalid"),
            ("class", #""name":"invoices.read""#, #""name":"payments.send""#, "approval_required"),
        ])
    func `is a no, whichever element of a request it is`(
        element: String, pattern: String, other: String, reason: String
    ) throws {
        let whole = try request()
        #expect(try ask(whole).root["decision"]?.booleanValue == true)
        let broken = whole.replacing(try Regex(pattern), with: other)
        #expect(broken != whole, "\(element)")
        let answer = try ask(broken)
        #expect(try answer.root["decision"]?.booleanValue == false, "\(element)")
        #expect(try answer.root["context"]?["reason"]?.stringValue == reason, "\(element)")
    }

    @Test(
        arguments: [
            (#""parameter_digest":"sha-256:"#, #""parameter_digest":"sha-512:"#),
            (#""authority_hash":"sha-256:"#, #""authority_hash":""#), (#""version":1"#, #""version":"1""#),
            (#""version":1"#, #""version":1,"version":1"#), (#""freshness_at":"2"#, #""freshness_at":"x"#),
            (#""mission":"#, #""missions":"#), (#""client_id":"#, #""client":"#), (#""resource":"#, #""resources":"#),
            (#""subject":"#, #""subjects":"#), (#""audience":"#, #""audiences":"#),
            (#""authority_hash":"#, #""hash":"#), (#""state":"#, #""states":"#), (#""mode":"#, #""modes":"#),
            (#""mode":"fresh""#, #""mode":"zz""#), (#""mode":"fresh""#, #""mode":"cached""#),
            (#""freshness_at":"#, #""fresh_at":"#), (#""client_id":"#, #""act":[{"iss":"x"}],"client_id":"#),
            (#","type":"user""#, ""), (#""type":"user""#, #""type":5"#), (#""id":"ada""#, #""id":7"#),
            (#","type":"invoice""#, ""), (#""type":"invoice""#, #""type":5"#), (#""id":"42","#, ""),
            (#""id":"42""#, #""id":42"#), (#""name":"invoices.read""#, #""name":5"#),
            (#""properties":{"iss""#, #""properties":5,"more":{"iss""#),
            (#""name":"invoices.read","properties":"#, #""name":"invoices.read","properties":5,"more":"#),
            (#""context":"#, #""context":5,"more":"#), (#""actor":"#, #""actor":"agent","more":"#),
            (#""credential":"#, #""credential":"gone","more":"#), (#""credential":"#, #""credential":[],"more":"#),
            (#""mission_state_observation":"#, #""mission_state_observation":[],"more":"#),
        ])
    func `is not even asked about when it cannot be read`(part: String, other: String) throws {
        let whole = try request()
        #expect(whole.contains(part))
        #expect(try ask(whole.replacing(part, with: other)).status == 400)
    }

    @Test func `is established by a chain that begins with the mission's client, whatever else a token says of it`()
        throws
    {
        let chain =
            #""act":[{"iss":"https://as.example.com","sub":"agent","agent_instance_id":"i"}],"client_id":"agent""#
        let answer = try ask(request().replacing(#""client_id":"agent""#, with: chain))
        #expect(try answer.root["decision"]?.booleanValue == true)
    }

    @Test func `is established for no longer than what was seen of the mission may be relied on`() throws {
        let soon = RFC3339.text(served.clock.next() + .seconds(5))
        let answer = try ask(
            request().replacing(
                try Regex(#""mission_status_expires_at":"[^"]*""#), with: #""mission_status_expires_at":"\#(soon)""#))
        #expect(try answer.root["context"]?["conditions"]?["valid_until"]?.stringValue == soon)
    }

    @Test func `denies under a reference that cannot be read, and without a proof there is no answer`() throws {
        let malformed = try ask(request(), [HTTPAnswer.Field("Mission-Reference", "id")])
        #expect(try malformed.root["decision"]?.booleanValue == false)
        let text = try request()
        let unproven = try served.post(
            "/access/v1/evaluation", as: nil, type: "application/json", Array(text.utf8))
        #expect(unproven.status == 401)
    }

    @Test func `is no association because all texts coincide: whoever asks must be one of the mission's`() throws {
        let stranger = try served.register("stranger")
        let answer = try served.post(
            "/access/v1/evaluation", as: stranger, type: "application/json", Array(request().utf8))
        #expect(try answer.root["decision"]?.booleanValue == false)
        #expect(try answer.root["context"]?["reason"]?.stringValue == "mission_binding_failed")
    }

    @Test func `is not made up for by a reference in the place of a credential`() throws {
        let text = try Array(request().utf8)
        for name in ["Client-Assertion", "Authorization", "Writ-Credential", "Writ-Session"] {
            let value = name == "Authorization" ? "Bearer \(mission.text)" : mission.text
            let answer = try served.post(
                "/access/v1/evaluation", as: nil, type: "application/json", text,
                fields: [HTTPAnswer.Field(name, value)])
            #expect(answer.status == 401, "\(name)")
        }
        let whole = try request()
        let hash = whole.replacing(
            try Regex(#""authority_hash":"[^"]*""#), with: #""authority_hash":"\#(mission.text)""#)
        #expect(try ask(hash).status == 400)
    }
}
