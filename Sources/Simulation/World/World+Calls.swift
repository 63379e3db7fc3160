// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel
import WritTesting

/// Messages, and what becomes of them.
extension World {
    /// Makes a call. It may be lost, arrive twice, or wait; its answer may be lost, and then it is made again.
    func send(_ call: Call, isForged: Bool = false, _ then: @escaping Reading = { _, _ in }) {
        let pending = Pending(call: call, isForged: isForged, then: then)
        tell(call.text)
        guard !house.isDead else { return unheard(pending, .authorityAway) }
        if strikes(4) { return unheard(pending, .callLost) }
        let isAnswerLost = strikes(6)
        put(pending, isAnswerLost: isAnswerLost)
        if strikes(5) {
            note(.callTwice)
            put(Pending(call: call, isForged: isForged) { _, _ in }, isAnswerLost: false)
        }
        if isAnswerLost { unheard(pending, .answerLost) }
        if strikes(12), house.queue.count < 6 { return note(.callLate) }
        runRound()
    }

    private func strikes(_ percent: Int) -> Bool { isStormy && chance(percent) }

    private func unheard(_ pending: Pending, _ mark: Mark) {
        note(mark)
        tell("  (\(mark.rawValue))")
        if unanswered.count < 8, chance(70) { unanswered.append(pending) }
    }

    private func put(_ pending: Pending, isAnswerLost: Bool) {
        let position = waiting.count
        waiting.append(pending)
        let call = sabotage?.faults.hearing.map { hearing in
            house.published.read { hearing(pending.call, $0, archive) }
        }
        house.put(call ?? pending.call) { [self] answer in
            hear(answer, to: pending, at: position, isAnswerLost: isAnswerLost)
        }
    }

    private func hear(_ answer: Answer, to pending: Pending, at position: Int, isAnswerLost: Bool) {
        tell("  \(pending.call.text): \(answer.text)")
        // What is answered at once is answered outside a round.
        let asking = position < askings.count ? askings[position] : asking(pending)
        oracle.hear(answer, to: pending.call, asking, testimony)
        coverage.note(answer, to: pending.call)
        noteRefusal(answer, of: pending)
        if !isAnswerLost { arrived.append((pending.then, answer)) }
    }

    private func noteRefusal(_ answer: Answer, of pending: Pending) {
        guard case .refused(let refusal) = answer else { return }
        if pending.isForged, refusal.code == .evidenceMismatch { note(.forgedRefused) }
        if case .enrol = pending.call, refusal.code == .evidenceMismatch { note(.registrationRefused) }
        if refusal.code == .notPermitted { note(.sessionRefused) }
    }

    /// Lets people and agents read what has arrived.
    func readArrived() {
        while !arrived.isEmpty {
            let (then, answer) = arrived.removeFirst()
            then(self, answer)
        }
    }

    /// Makes a call again whose answer never came, word for word.
    func repeatUnanswered() {
        guard !unanswered.isEmpty else { return }
        let pending = unanswered.remove(at: Int.random(in: unanswered.indices, using: &random))
        if case .change(_, .some) = pending.call { note(.nonceRepeated) }
        send(pending.call, isForged: pending.isForged, pending.then)
    }
}

/// Rounds of the writer.
extension World {
    /// Runs one round of the writer, with whatever goes wrong in it.
    func runRound() {
        guard !house.isDead else { return }
        oracle.beginRound()
        askings = waiting.map { asking($0) }
        if askings.count > 1 { note(.groupCommit) }
        if sabotage?.faults.forging != nil, chance(4) { archive.older = house.published.read { $0 } }
        drawWeather()
        house.sequencer.run(house.queue.takeAll())
        if house.sequencer.isUnresolved { house.sequencer.run([]) }
        (waiting, askings) = ([], [])
        weather.clear()
        if house.isDead || isDoomed { die() }
        look()
        if !house.isDead { gate.check(self) }
    }

    /// What is known now of a call that the round takes.
    private func asking(_ pending: Pending) -> Asking {
        var asking = Asking(isForged: pending.isForged)
        if let attempt = pending.call.attempt, let session = oracle.sessions[attempt.session] {
            asking.isStale = attempt.epoch < session.epoch
        }
        if case .change(let request, _) = pending.call, let expected = request.expectedVersion {
            asking.isOutdated = expected < testimony.version(of: request.mission)
        }
        return asking
    }

    /// Draws what goes wrong with the round's write.
    private func drawWeather() {
        guard isStormy, chance(7) else { return }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: strike(.lost, .writeLost)
        case 1: strike(.appliedButReportedLost, .writeAmbiguous)
        case 2: strike(.appearsAfterCrash, .writeAppears)
        case 3: strike(.conflict, .writeConflict)
        case 4: strike(.full, .diskFull)
        case 5: strike(.appliedAndUnreadable, .writeUnreadable)
        case 6: dieInWrite(.lost, .crashBeforeDurable)
        default: dieInWrite(.appliedButReportedLost, .crashAfterDurable)
        }
    }

    private func strike(_ fault: FaultyStore.Fault, _ mark: Mark) {
        weather.append = fault
        weather.onAppend = { [self] in
            note(mark)
            tell("  (\(mark.rawValue))")
            // A write that comes to light does so after the next crash, if no other comes before.
            if mark == .writeAppears { isDoomed = true }
        }
    }

    private func dieInWrite(_ fault: FaultyStore.Fault, _ mark: Mark) {
        weather.append = fault
        weather.onAppend = { [self] in
            note(mark)
            tell("  (\(mark.rawValue))")
            house.fallSilent()
        }
    }
}
