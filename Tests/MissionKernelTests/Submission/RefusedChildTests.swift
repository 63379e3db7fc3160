// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

struct `A child that is refused` {
    private var world = KernelWorld()
    private let parent: MissionID
    private let attempt: Attempt

    init() throws {
        parent = try world.approve([.entry("invoices.read", delegation: .children())])
        attempt = try world.open(parent)
    }

    private func submission(
        _ low: UInt64, _ action: String = "invoices.delete", caller: Caller? = nil
    ) throws -> Submit {
        var scratch = world
        let draft = MissionDraft([.entry(action)], client: "helper")
        let id = try scratch.submit(draft)
        let open = try #require(scratch.state.submissions.open[id])
        return Submit(
            caller: caller ?? .session(attempt.session), id: SubmissionID(high: 99, low: low), client: "helper",
            intent: open.intent, proposal: nil, derived: open.derived,
            relation: .child(of: parent, actor: Actor(subject: "helper")), expiresAt: world.now + .hours(1))
    }

    private func refusal(_ submit: Submit) throws -> Refusal {
        try #require(throws: Refusal.self) { _ = try submit.decide(in: world.state, at: world.now) }
    }

    @Test func `is on record when a process asked for it, with why`() throws {
        let submit = try submission(1)
        let events = submit.refused(try refusal(submit), in: world.state, at: world.now)
        guard case .submissionReceived(let received)? = events.first, case .submissionDenied(let denied)? = events.last
        else { throw Absent() }
        #expect(received.caller == .session(attempt.session))
        #expect(denied.id == received.id && denied.parent == parent && denied.code == .notStrictSubset)
        #expect(!denied.reason.isEmpty)
    }

    @Test func `is not on record again for a minute, unless it is another`() throws {
        var world = world
        let submit = try submission(1)
        let refusal = try refusal(submit)
        try world.decide { state, now in ((), submit.refused(refusal, in: state, at: now)) }
        #expect(try submission(2).refused(refusal, in: world.state, at: world.now).isEmpty)
        #expect(try !submission(3, "invoices.pay").refused(refusal, in: world.state, at: world.now).isEmpty)
        world.wait(.minutes(2))
        #expect(try !submission(4).refused(refusal, in: world.state, at: world.now).isEmpty)
    }

    @Test func `is not on record for whoever is no process of the parent`() throws {
        let submit = try submission(1, caller: .owner)
        #expect(submit.refused(try refusal(submit), in: world.state, at: world.now).isEmpty)
    }

    private struct Absent: Error {}
}
