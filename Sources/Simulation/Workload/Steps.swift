// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel
import WritTesting

/// What happens next.
extension World {
    /// Everything that can be a step, with its weight.
    private static let choices: [(weight: Int, take: @Sendable (World) -> Void)] = [
        (5, { $0.submit() }), (6, { $0.submitChild() }), (12, { $0.decideSubmission() }),
        (9, { $0.changeLifecycle() }), (3, { $0.narrow() }), (2, { $0.tighten() }), (2, { $0.extend() }),
        (1, { $0.changeOwner() }), (5, { $0.signal() }), (2, { $0.moveSomebody() }), (1, { $0.moveClient() }),
        (1, { $0.intrude() }),
        (5, { $0.answerQuestion() }), (5, { $0.openSession() }), (26, { $0.work() }), (3, { $0.killAgent() }),
        (5, { $0.resumeSession() }), (3, { $0.actFenced() }), (9, { $0.useGate() }), (3, { $0.disturbWatch() }),
        (5, { $0.repeatUnanswered() }), (8, { $0.passTime() }), (2, { $0.crashIdle() }), (2, { $0.showLedger() }),
    ]
    private static let weights = choices.reduce(0) { $0 + $1.weight }

    /// Takes one step, and looks at what came of it.
    func takeStep() {
        step += 1
        if house.isDead {
            downSteps -= 1
            if downSteps < 0 { restart() }
        }
        var place = Int.random(in: 0..<Self.weights, using: &random)
        for choice in Self.choices {
            place -= choice.weight
            guard place < 0 else { continue }
            choice.take(self)
            break
        }
        readArrived()
        tick()
        look()
    }

    /// A little time passes; what is due is written, and so are the calls that waited.
    private func tick() {
        clock.pass(milliseconds: Int64(Int.random(in: 0..<400, using: &random)))
        guard !house.isDead, house.sequencer.hasDue || (house.queue.count > 0 && chance(60)) else { return }
        runRound()
        readArrived()
    }

    /// Time passes: a moment, a while, or up to what comes next.
    func passTime() {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: sleep()
        case 1: stepWall()
        case 2..<5:
            guard !house.isDead, let due = house.sequencer.nextDue else { return }
            clock.pass(milliseconds: min(max(0, due.milliseconds(since: clock.now)), 3_600_000) + 1)
        default: clock.pass(milliseconds: random.pick([1_000, 5_000, 20_000, 61_000]))
        }
    }

    private func sleep() {
        note(.asleep)
        tell("the machine sleeps")
        clock.pass(milliseconds: random.pick([900_000, 7_200_000]))
    }

    private func stepWall() {
        let isAhead = chance(50)
        note(isAhead ? .clockAhead : .clockBack)
        let step: Int64 = random.pick([10_000, 50_000, 7_200_000])
        tell("the wall clock is set \(isAhead ? "ahead" : "back") by \(step) ms")
        clock.stepWall(byMilliseconds: isAhead ? step : -step)
    }

    func crashIdle() {
        guard isStormy, !house.isDead else { return }
        note(.crashIdle)
        die()
    }

    func useGate() {
        guard let mission = anyMission() else { return submit() }
        if chance(70) { gate.keepLate() }
        let actions = chance(70) ? [Vocabulary.read, Vocabulary.fetch] : Vocabulary.actions
        let request = action(under: mission, actions)
        gate.use(request, self)
        if chance(60) { gate.use(request, self) }
        if chance(30) {
            gate.keepLate()
            clock.pass(milliseconds: random.pick([2_000, 30_000]))
            if !house.isDead { oracle.pass(to: now) }
            gate.use(request, self)
        }
    }

    /// The watch lags, breaks, or begins anew.
    func disturbWatch() {
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            note(.watchCut)
            gate.lose()
        case 1: note(.watchLate)
        case 2: gate.readWatch()
        default:
            guard !house.isDead else { return }
            gate.connect(self)
            gate.readWatch()
        }
    }
}
