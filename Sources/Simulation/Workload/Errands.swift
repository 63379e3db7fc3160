// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionAuthority
import MissionKernel
import WritTesting

/// An effect on its way: wanted, permitted, begun, done in the world, reported.
extension World {
    func advance(_ errand: Errand, of worker: Worker) {
        switch errand.phase {
        case .wanted: askPermit(errand, of: worker)
        case .permitted: begin(errand, of: worker)
        case .begun: perform(errand, of: worker)
        case .performed: conclude(errand, .applied, of: worker)
        case .failed: conclude(errand, .refused, of: worker)
        case .unsure: conclude(errand, .unknown, of: worker)
        case .over: break
        }
    }

    private func askPermit(_ errand: Errand, of worker: Worker) {
        errand.tries += 1
        guard errand.tries < 8 else { return errand.phase = .over }
        let begins = chance(15)
        let call = Call.PermitCall(
            request: errand.request, key: errand.key, attempt: worker.attempt, begins: begins, caller: worker.caller)
        send(.permit(call)) { world, answer in
            guard errand.phase == .wanted else { return }
            world.read(answer, errand, begins: begins, of: worker)
        }
        // A wrong reader of the specification asks for something else under the same key.
        if chance(4), let mission = oracle.missions[worker.mission] {
            let other = Call.PermitCall(
                request: action(under: mission), key: errand.key, attempt: worker.attempt, begins: false,
                caller: worker.caller)
            send(.permit(other))
        }
    }

    private func read(_ answer: Answer, _ errand: Errand, begins: Bool, of worker: Worker) {
        switch answer {
        case .decided(let receipt) where receipt.decision.isPermit:
            errand.permit = receipt.id
            errand.phase = begins ? .begun : .permitted
        case .decided(let receipt):
            let reason = receipt.decision.denial?.reason
            // An earlier request of ours may have begun it, and its answer was lost.
            if begins, reason == .duplicateSuppressed, receipt.claim?.state == .intended, errand.tries > 1 {
                errand.phase = .over
            }
            if reason != .approvalRequired, reason != .approvalExpired, reason != .staleState { errand.phase = .over }
        case .refused(let refusal):
            errand.phase = .over
            if refusal.code == .staleEpoch { worker.isGone = true }
        default: break
        }
    }

    private func begin(_ errand: Errand, of worker: Worker) {
        guard let permit = errand.permit else { return errand.phase = .over }
        let isWrong = chance(5)
        let digest = isWrong ? SHA256.digest(of: Array("other".utf8)) : errand.request.parameterDigest
        let command = BeginEffect(
            caller: worker.caller, permit: permit, parameterDigest: digest, attempt: worker.attempt)
        let wasSent = errand.mayHaveBegun
        errand.mayHaveBegun = errand.mayHaveBegun || !isWrong
        send(.begin(command)) { _, answer in
            guard errand.phase == .permitted else { return }
            switch answer {
            case .done: errand.phase = .begun
            case .refused(let refusal) where refusal.code == .permitConsumed && wasSent: errand.phase = .unsure
            case .refused(let refusal) where refusal.code == .parameterMismatch: break
            case .refused: errand.phase = .over
            default: break
            }
        }
        // Possession of a used permit is worth nothing.
        if errand.phase == .begun, chance(20) { send(.begin(command)) }
    }

    /// The effect happens in the world, once: whoever begins it does it.
    private func perform(_ errand: Errand, of worker: Worker) {
        guard let permit = errand.permit, let tree = oracle.missions[worker.mission]?.tree else { return }
        guard chance(85) else { return errand.phase = chance(70) ? .failed : .unsure }
        tell("\(errand.request.action) happens under \(permit.short)")
        let state = oracle.effects[permit]?.state
        oracle.expect(
            state == .intended || state == .unknown, .effects,
            "\(errand.request.action) happened under \(permit.short), which is \(state?.rawValue ?? "nothing")")
        let count = outside.perform(permit, key: errand.key, in: tree)
        oracle.expect(count.permit == 1, .effects, "\(permit.short) has had its effect \(count.permit) times")
        oracle.expect(count.key == 1, .effects, "the effect under \(errand.key) has happened \(count.key) times")
        errand.phase = chance(95) ? .performed : .unsure
    }

    private func conclude(_ errand: Errand, _ outcome: ConcludeEffect.Outcome, of worker: Worker) {
        guard let permit = errand.permit else { return errand.phase = .over }
        let cost = outcome == .applied && chance(40) ? Cost(money: Vocabulary.money(random.pick(["5", "40"]))) : nil
        let report = EffectReport(
            permit: permit, outcome: outcome, receipt: outcome == .applied ? Array("{\"ok\":true}".utf8) : nil,
            cost: cost, attempt: worker.attempt)
        send(.conclude(report, worker.caller)) { _, answer in
            if case .unavailable = answer { return }
            errand.phase = .over
        }
    }
}
