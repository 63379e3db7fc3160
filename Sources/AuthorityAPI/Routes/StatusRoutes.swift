// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// The status and lifecycle endpoints (draft-mcguinness-oauth-mission-status). Answers are signed.
struct StatusRoutes {
    let authority: MissionAuthority

    var routes: [Route] {
        [
            Route(
                .post, AuthorityMetadata.Endpoint.status.rawValue, surface: .status(nonce: nil),
                "Ask how a mission stands; the answer is signed", request: [.form(.statusRequest)],
                answers: [.ok(.statusResponse)], handle: status),
            Route(
                .post, AuthorityMetadata.Endpoint.lifecycle.rawValue, surface: .status(nonce: nil),
                "Revoke, suspend, resume or complete a mission; the answer is signed",
                request: [.form(.lifecycleRequest)],
                answers: [.ok(.statusResponse)], handle: lifecycle),
        ]
    }

    private func status(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let form = try request.form()
        let nonce = try Self.nonce(reply)
        let requester = try Self.requester(request)
        try Self.refuseUnknown(form, besides: ["mission_id", "audience", "nonce"])
        let report = try report(on: form, request.caller)
        let audience = try form["audience"].map(Self.audience)
        let details = try audience.map { (audience) throws(APIError) in try entries(of: report, for: audience) }
        try sign(report, audience: audience?.text, requester, nonce: nonce, details: details, reply)
    }

    private func report(on form: FormFields, _ caller: Caller) throws(APIError) -> MissionReport {
        guard let text = form["mission_id"] else { throw .malformed("the form lacks `mission_id`") }
        let id = MissionID(text) ?? .unassigned
        do throws(Refusal) { return try authority.report(on: id, caller: caller) } catch { throw .refused(error) }
    }

    private func sign(
        _ report: MissionReport, audience: String?, _ requester: ClientID, nonce: String, details: [[UInt8]]?,
        _ reply: Reply
    ) throws(APIError) {
        let now = authority.read { _, now in now }
        let response = authority.signedStatus(
            report, audience: audience, requester: requester, nonce: nonce, details: details, at: now)
        reply.send(.ok, type: .statusResponse, response)
    }

    /// The entries for an audience, without what was taken away.
    private func entries(of report: MissionReport, for audience: ResourceURI) throws(APIError) -> [[UInt8]] {
        let record = try authority.record(at: report.recordedAt)
        return authority.effectiveEntries(of: report.id, record, for: audience)
    }
}

/// Changing the lifecycle.
extension StatusRoutes {
    private func lifecycle(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let form = try request.form()
        let nonce = try Self.nonce(reply)
        let requester = try Self.requester(request)
        let change = try Self.change(form, request.caller)
        let replay = ReplayKey(
            client: requester, mission: change.mission, nonce: ExactText(nonce),
            request: SHA256.digest(of: Self.withoutAssertion(request.body)))
        authority.change(
            change, replay: replay,
            sign: { [authority] report, now in
                authority.signedStatus(
                    report, audience: nil, requester: requester, nonce: nonce, details: nil, at: now)
            },
            completion: reply.completion { reply, response in reply.send(.ok, type: .statusResponse, response) })
    }

    private static func change(_ form: FormFields, _ caller: Caller) throws(APIError) -> LifecycleRequest {
        try refuseUnknown(
            form,
            besides: ["mission_id", "operation", "reason", "suspend_until", "on_expiry", "nonce", "expected_version"])
        guard let mission = form["mission_id"] else { throw .malformed("the form lacks `mission_id`") }
        var request = LifecycleRequest(
            caller: caller, mission: MissionID(mission) ?? .unassigned, operation: try operation(form))
        request.reason = form["reason"] ?? ""
        guard request.reason.unicodeScalars.count <= 1024 else {
            throw .malformed("`reason` has more than 1024 characters")
        }
        if let text = form["expected_version"] {
            guard let version = Int64(digits: text), version > 0 else {
                throw .malformed("`expected_version` must be a positive number")
            }
            request.expectedVersion = version
        }
        return request
    }

    private static func operation(_ form: FormFields) throws(APIError) -> LifecycleRequest.Operation {
        let deadline = (form["suspend_until"], form["on_expiry"])
        guard let name = form["operation"] else { throw .malformed("the form lacks `operation`") }
        guard name == "suspend" || deadline == (nil, nil) else {
            throw .malformed("`suspend_until` and `on_expiry` belong to `suspend`")
        }
        switch name {
        case "revoke": return .revoke
        case "complete": return .complete
        case "resume": return .resume(nil)
        case "suspend": return try suspension(until: deadline.0, onExpiry: deadline.1)
        default: throw .malformed("`operation` must be `revoke`, `suspend`, `resume` or `complete`")
        }
    }

    private static func suspension(
        until: String?, onExpiry: String?
    ) throws(APIError) -> LifecycleRequest.Operation {
        guard let until, let onExpiry else {
            guard until == nil, onExpiry == nil else {
                throw .malformed("`suspend_until` and `on_expiry` come together")
            }
            return .suspend(until: nil, onExpiry: nil)
        }
        guard let moment = RFC3339.instant(until) else {
            throw .malformed("`suspend_until` must be an RFC 3339 date-time")
        }
        guard let consequence = OnExpiry(rawValue: onExpiry) else {
            throw .malformed("`on_expiry` must be `resume` or `revoke`")
        }
        return .suspend(until: moment, onExpiry: consequence)
    }
}

/// What both endpoints share.
extension StatusRoutes {
    /// Fields that carry the client's authentication and are no part of what is asked.
    private static let assertionFields: Set<String> = ["client_assertion", "client_assertion_type", "client_id"]

    /// The nonce that the answer carries, without which nothing is answered; see ``Surface/answering(_:)``.
    private static func nonce(_ reply: Reply) throws(APIError) -> String {
        guard case .status(let nonce?) = reply.surface else {
            throw .malformed("`nonce` must have 1 to 255 characters")
        }
        return nonce
    }

    private static func requester(_ request: APIRequest) throws(APIError) -> ClientID {
        guard case .client(let client) = request.caller else {
            throw .unauthorized("signed answers are for registered clients")
        }
        return client
    }

    private static func audience(_ text: String) throws(APIError) -> ResourceURI {
        guard let audience = ResourceURI(text) else { throw .malformed("`audience` must be an absolute URI") }
        return audience
    }

    private static func refuseUnknown(_ form: FormFields, besides known: Set<String>) throws(APIError) {
        guard let unknown = form.unknown(besides: known.union(assertionFields)).first else { return }
        throw .malformed("`\(unknown)` is not a field that is known here")
    }

    /// The body without the fields of a client assertion, which differs each time the same request is sent.
    private static func withoutAssertion(_ body: [UInt8]) -> [UInt8] {
        let pairs = body.split(separator: UInt8(ascii: "&"))
        let kept = pairs.filter { pair in
            !assertionFields.contains { pair.starts(with: $0.utf8 + [UInt8(ascii: "=")]) }
        }
        return Array(kept.joined(separator: [UInt8(ascii: "&")]))
    }
}
