// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// The submission endpoint (draft-mcguinness-mission-authority-server): submitting and polling, told apart by the
/// content type of the request.
struct SubmissionRoutes {
    let authority: MissionAuthority

    var routes: [Route] {
        [
            Route(
                .post, AuthorityMetadata.Endpoint.submission.rawValue, surface: .submission,
                "Submit a mission, an expansion or a child, in 48 KiB at most; or, as a form, ask how that stands",
                request: [.json(.submissionEnvelope), .form(.submissionPoll)],
                answers: [.accepted(.submissionReceipt), .ok(.submissionStatus)], handle: submitOrPoll)
        ]
    }

    private func submitOrPoll(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        if request.contentType.isOf(ContentType.form) { return try poll(request, reply) }
        guard request.contentType.isOf(ContentType.json) else {
            throw .unsupportedMediaType(expected: ContentType.json)
        }
        try submit(request, reply)
    }

    private func submit(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        guard case .client(let client) = request.caller else {
            throw .unauthorized("missions are submitted here by registered clients")
        }
        let envelope: SubmissionEnvelope
        do throws(SubmissionFault) {
            envelope = try SubmissionEnvelope(request.body, issuer: authority.configuration.issuer)
        } catch {
            throw .submission(error)
        }
        let submission = SubmissionRequest(
            caller: request.caller, client: envelope.runner(submittedBy: client), intent: envelope.intent,
            proposal: envelope.proposal, relation: envelope.relation)
        authority.submit(
            submission,
            completion: reply.completion { reply, receipt in
                reply.object(.accepted) { json in
                    json.member("expires_at", receipt.expiresAt)
                    json.member("status", "pending")
                    json.member("submission_id", receipt.id)
                }
            })
    }

    private func poll(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let form = try request.form()
        guard let text = form["submission"] else { throw .malformed("the form lacks `submission`") }
        guard let id = SubmissionID(text) else { throw .refused(.unknownSubmission) }
        try authority.answer(poll: id, request.caller, reply)
    }
}

extension SubmissionEnvelope {
    /// The software that will run the mission: the child's actor is the child's client.
    func runner(submittedBy client: ClientID) -> ClientID {
        if case .child(_, let actor) = relation { ClientID(actor.subject) } else { client }
    }
}

extension MissionAuthority {
    /// Answers how a submission stands (*Submission Status*, *Mission Reference Delivery*).
    func answer(poll id: SubmissionID, _ caller: Caller, _ reply: Reply) throws(APIError) {
        let standing: SubmissionStanding
        do throws(Refusal) { standing = try poll(id, caller: caller) } catch { throw .refused(error) }
        var details: [UInt8]?
        if case .approved(let mission) = standing { details = try record(at: mission.recordedAt).authority.canonical }
        reply.object { json in
            if let details { json.member("authorization_details", canonical: details) }
            switch standing {
            case .pending(let expiresAt): json.member("expires_at", expiresAt)
            case .approved(let mission):
                json.member("mission_expires_at", mission.expiresAt)
                json.member("mission_id", mission.id)
            case .denied(let code):
                let isReconciliation = code?.isReconciliation == true
                json.member("mission_denial_reason", isReconciliation ? nil : code?.rawValue)
                json.member("mission_expansion_status", isReconciliation ? code?.rawValue : nil)
            case .expired: break
            }
            json.member("status", standing.name)
            json.member("submission_id", id)
        }
    }

    /// The approval that the ledger holds under this number.
    func record(at number: Int64) throws(APIError) -> MissionApproved {
        guard let approved = approval(recordedAt: number) else { throw .storage }
        return approved
    }

    /// The approvals that the ledger holds under these numbers, each read once.
    func records(at numbers: [Int64]) throws(APIError) -> [Int64: MissionApproved] {
        var records: [Int64: MissionApproved] = [:]
        for number in numbers where records[number] == nil { records[number] = try record(at: number) }
        return records
    }
}

extension SubmissionStanding {
    /// `status` on the wire.
    var name: String {
        switch self {
        case .pending: "pending"
        case .approved: "approved"
        case .denied: "denied"
        case .expired: "expired"
        }
    }
}
