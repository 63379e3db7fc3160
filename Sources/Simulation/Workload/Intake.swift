// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel
import MissionWire
import WritTesting

/// Missions are asked for and decided.
extension World {
    private static let missionsMax = 14

    var live: [MissionModel] {
        oracle.order.compactMap { oracle.missions[$0] }.filter { !oracle.hasEnded($0.id) }
    }

    /// Some mission: mostly one that has not ended, mostly a recent one.
    func anyMission() -> MissionModel? {
        let choice = chance(88) ? live : oracle.order.compactMap { oracle.missions[$0] }
        guard !choice.isEmpty else { return nil }
        return chance(60) ? random.pick(choice.suffix(4)) : random.pick(choice)
    }

    func submit() {
        guard oracle.order.count < Self.missionsMax else { return submitChild() }
        if chance(15), let predecessor = live.filter({ $0.parent == nil }).randomElement(using: &random) {
            return send(.submit(rootSubmission(.successor(of: predecessor.id))))
        }
        send(.submit(rootSubmission()))
    }

    func submitChild() {
        guard oracle.order.count < 2 * Self.missionsMax else { return }
        // Mostly where children are allowed at all; now and then under a parent that has stopped.
        let parents = oracle.order.compactMap { oracle.missions[$0] }.filter { mission in
            mission.entries.contains { $0.delegation?.children != nil } && (oracle.isActive(mission.id) || chance(20))
        }
        guard let parent = chance(80) ? parents.randomElement(using: &random) : anyMission() else { return }
        let worker = workers.first { $0.mission == parent.id && !$0.isGone }
        let caller: Caller = chance(50) ? worker?.caller ?? .owner : .owner
        send(.submit(childSubmission(of: parent, caller: caller)))
    }

    /// Somebody decides a submission that waits.
    func decideSubmission() {
        guard !house.isDead, let review = house.authority.waitingSubmissions().randomElement(using: &random) else {
            return submit()
        }
        if chance(6) { return send(.deny(review.submission.id)) }
        let isForged = chance(8)
        let derived = review.submission.derived
        let narrowed = derived.set.entries.count > 1 && chance(25) ? less(than: derived) : nil
        if narrowed != nil { note(.approvedLess) }
        let session = workers.filter { !$0.isGone && $0.caller.isSession }.randomElement(using: &random)
        let caller = chance(6) ? session?.caller ?? .owner : .owner
        let person = chance(12) ? Signatory.agent : random.pick([.ada, .ada, .ben, .cem])
        let signed = person.sign(
            statement(over: review.submission, narrowed, by: person).signedBytes, isForged: isForged)
        send(.approve(signed, narrowed: narrowed, caller: caller), isForged: isForged)
        if chance(10) { send(.approve(signed, narrowed: narrowed, caller: caller), isForged: isForged) }
    }

    private func less(than authority: RecordedAuthority) -> RecordedAuthority {
        RecordedAuthority(composed: Array(authority.set.entries.prefix(1)), issuer: House.issuer)
    }

    private func statement(
        over submission: Submission, _ narrowed: RecordedAuthority?, by person: Signatory
    ) -> ApprovalStatement {
        let ceiling = submission.intent.intent.expiresAt
        let end = chance(60) ? ceiling : min(ceiling, now + .minutes(random.pick([5, 30])))
        return ApprovalStatement(
            issuer: House.issuer, submission: submission.id, approvalEvent: ExactText("ape_\(submission.id.low)"),
            approver: person.principal, intentHash: submission.intent.digest,
            authorityHash: (narrowed ?? submission.derived).set.digest, subject: Signatory.ada.principal, expiresAt: end
        )
    }
}
