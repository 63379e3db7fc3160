// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

/// In the end nothing goes wrong any more. Then all that was begun must come to an end, and nobody be left waiting.
extension World {
    /// Rounds in which everything must be written that time brings.
    private static let roundsMax = 4000
    /// Longer than anything here lasts.
    private static let longMilliseconds: Int64 = 60 * 24 * 3600 * 1000

    func heal() {
        isStormy = false
        tell("nothing goes wrong any more")
        if house.isDead { restart() }
        runRound()
        readArrived()
        letAllPass()
        guard oracle.violation == nil else { return }
        look()
        nothingIsLeft()
        showLedger()
        compareReplay()
        for id in oracle.effectOrder where oracle.effects[id]?.hasLapsed(by: oracle.now) == true { note(.permitLapsed) }
        note(.healed)
    }

    /// Goes from one due moment to the next until there is none.
    private func letAllPass() {
        let end = clock.now.adding(milliseconds: Self.longMilliseconds)
        var rounds = 0
        while oracle.violation == nil, let due = house.sequencer.nextDue, due < end {
            clock.pass(milliseconds: max(0, due.milliseconds(since: clock.now)) + 1)
            runRound()
            rounds += 1
            if rounds > Self.roundsMax { return oracle.fail(.waiting, "what is due is never all written") }
        }
    }

    private func nothingIsLeft() {
        for (id, submission) in oracle.submissions.sorted(by: { $0.key < $1.key }) where submission.isOpen {
            oracle.fail(.waiting, "\(id.short) is still open")
        }
        for id in oracle.order where !oracle.hasEnded(id) { oracle.fail(.endings, "\(id.short) has not ended in time") }
        for (id, item) in oracle.items.sorted(by: { $0.key < $1.key }) where item.state == .waiting {
            oracle.expect(
                item.queued.expiresAt == nil, .waiting, "\(id.short) waits in its queue after its time was over")
        }
        for (id, question) in oracle.questions.sorted(by: { $0.key < $1.key }) {
            oracle.expect(
                question.deadline.map { $0 > oracle.now } ?? isKept(question), .waiting,
                "\(id.short) waits for nobody")
        }
    }

    /// Somebody who is there keeps the question, or nobody is there at all.
    private func isKept(_ question: QuestionModel) -> Bool {
        let isAnybodyThere = oracle.approvers.keys.contains { oracle.facts.isEnabled($0) }
        return question.assignee.map { oracle.facts.isEnabled($0) } ?? false || !isAnybodyThere
    }
}
