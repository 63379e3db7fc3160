// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// Submissions on the owner's socket: what waits for an approval, and the approval itself.
struct ApprovalRoutes {
    let authority: MissionAuthority

    var routes: [Route] {
        [
            Route(
                .post, "/v1/submissions",
                "Submit a mission for a client, or, from a session, a child of its own mission",
                request: [.json(.productSubmission)], answers: [.accepted(.productSubmissionReceipt)], handle: submit),
            Route(
                .get, "/v1/submissions", access: .owner, "List the submissions that wait",
                query: [.init("decided", "`true`: with those that were decided and are remembered", .boolean)],
                takesTime: true, answers: [.ok(.submissionList)], handle: list),
            Route(
                .get, "/v1/submissions/{submission}", "How a submission stands", answers: [.ok(.submissionStatus)]
            ) { [authority] (request, reply) throws(APIError) in
                try authority.answer(poll: request.identifier(), request.caller, reply)
            },
            Route(
                .get, "/v1/submissions/{submission}/review", access: .owner, "All that an approver must see",
                answers: [.ok(.submissionReview)], handle: review),
            Route(
                .post, "/v1/submissions/{submission}/approve", access: .owner,
                "Approve, by an approver's signature over the hashes", request: [.json(.approvalRequest)],
                answers: [.ok(.approvalReceipt)], handle: approve),
            Route(
                .post, "/v1/submissions/{submission}/deny", access: .owner, "Decline", request: [.json(.denialRequest)],
                handle: deny),
        ]
    }

    private func submit(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let issuer = authority.configuration.issuer
        let root = try request.json(.committed)
        let envelope: SubmissionEnvelope
        do throws(SubmissionFault) {
            guard let inner = root["submission"] else { throw SubmissionFault(.intent, "the body lacks `submission`") }
            envelope = try SubmissionEnvelope(inner.canonicalBytes, issuer: issuer)
        } catch {
            throw .submission(error)
        }
        let submission = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["client", "subject", "submission"])
            return SubmissionRequest(
                caller: request.caller,
                client: envelope.runner(submittedBy: try object.required("client", JSONNode.clientID)),
                intent: envelope.intent, proposal: envelope.proposal,
                subject: try object.optional("subject", JSONNode.principal), relation: envelope.relation)
        }
        authority.submit(
            submission,
            completion: reply.completion { reply, receipt in
                reply.object(.accepted) { json in
                    json.member("expires_at", receipt.expiresAt)
                    json.member("mission_id", receipt.mission)
                    json.member("status", receipt.mission == nil ? "pending" : "approved")
                    json.member("submission_id", receipt.id)
                }
            })
    }

    private func list(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let waiting = authority.waitingSubmissions()
        let decided = try request.flag("decided") ? authority.decidedSubmissions() : nil
        reply.object { json in
            if let decided {
                json.member("decided", each: decided) { json, submission in
                    json.object { json in json.summary(of: submission) }
                }
            }
            json.member("submissions", each: waiting) { json, submission in
                json.object { json in json.summary(of: submission) }
            }
        }
    }

    private func review(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let review: SubmissionReview
        do throws(Refusal) { review = try authority.review(request.identifier()) } catch {
            throw .refused(error)
        }
        reply.object { json in json.members(of: review, issuer: authority.configuration.issuer) }
    }

    private func approve(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let issuer = authority.configuration.issuer
        let (signed, narrowed) = try request.json(.committed) { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["authorization_details", "signed"])
            let narrowed = try object["authorization_details"].map { (node) throws(JSONShapeError) in
                try RecordedAuthority(node, issuer: issuer)
            }
            return (try object.member("signed").signedBytes(about: "submission", request.parameter()), narrowed)
        }
        authority.approve(
            signed, narrowed: narrowed, caller: request.caller,
            completion: reply.completion { reply, receipt in
                reply.object { json in
                    json.member("expires_at", receipt.expiresAt)
                    json.member("mission_id", receipt.mission)
                    json.member("recorded_at", receipt.recordedAt)
                }
            })
    }

    private func deny(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let reason = try request.json { (node) throws(JSONShapeError) in
            try node.object(only: ["reason"]).optional("reason", JSONNode.reason) ?? ""
        }
        authority.deny(
            request.identifier(), reason: reason, caller: request.caller, completion: reply.whenDone)
    }
}

extension CanonicalWriter {
    fileprivate mutating func summary(of review: SubmissionReview) {
        let submission = review.submission
        member("authority_hash", submission.derived.set.digest)
        member("client", review.client.text)
        member("expires_at", submission.expiresAt)
        member("goal", submission.intent.goal)
        member("id", submission.id)
        member("intent_hash", submission.intent.digest)
        member("received_at", submission.receivedAt)
        relation(submission.relation)
    }

    fileprivate mutating func summary(of decided: DecidedSubmission) {
        member("decided_at", decided.at)
        member("id", decided.id)
        member("status", decided.standing.name)
    }

    fileprivate mutating func members(of review: SubmissionReview, issuer: String) {
        let submission = review.submission
        member("authority_hash", submission.derived.set.digest)
        member("authorization_details", canonical: submission.derived.canonical)
        member("client", review.client.text)
        member("expires_at", submission.expiresAt)
        member("goal", submission.intent.goal)
        member("id", submission.id)
        member("intent", canonical: submission.intent.canonical)
        member("intent_hash", submission.intent.digest)
        member("issuer", issuer)
        if let proposal = submission.proposal { member("proposed_authority", canonical: proposal.canonical) }
        member("received_at", submission.receivedAt)
        relation(submission.relation)
        member("subject", review.subject)
    }

    private mutating func relation(_ relation: Relation) {
        switch relation {
        case .none: break
        case .child(let parent, let actor):
            member("relation") { json in
                json.member("child_actor", actor)
                json.member("parent", parent)
            }
        case .successor(let predecessor): member("relation") { json in json.member("predecessor", predecessor) }
        }
    }
}
