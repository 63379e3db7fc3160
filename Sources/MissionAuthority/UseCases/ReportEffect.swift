// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
package import MissionKernel

extension MissionAuthority {
    /// Records what became of an action; what came back is kept beside the ledger, under its digest.
    ///
    /// Whoever did not hear the answer reports again: the same report is answered alike and changes nothing, another
    /// one is refused (draft-mcguinness-mission-metering, *Settlement*).
    package func conclude(_ report: EffectReport, caller: Caller, completion: @escaping Completion<Void>) {
        let digest = report.receipt.map { SHA256.digest(of: $0) }
        if read({ state, _ in state.effects[report.permit] == nil }) {
            return completion(concludeAgain(report, digest, caller: caller))
        }
        let command = ConcludeEffect(
            caller: caller, permit: report.permit, outcome: report.outcome, result: digest, cost: report.cost,
            attempt: report.attempt)
        perform(completion) { (state, now) throws(Refusal) in
            Decided(try command.decide(in: state, at: now), keeping: report.receipt.map { [$0] } ?? []) { _, _ in () }
        }
    }

    /// Answers a report on a permit that is not open: it never was, or it is over.
    private func concludeAgain(
        _ report: EffectReport, _ digest: Digest?, caller: Caller
    ) -> Result<Void, AuthorityError> {
        do throws(AuthorityError) {
            let over = try closedPermit(report.permit, report.attempt, caller: caller)
            guard over.state == report.outcome.state, over.result == digest, over.reportedCost == report.cost else {
                return .failure(.refused(over.contradiction))
            }
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    /// What became of a permit that is not open, for whoever asks to use it again: the same answer when there was none
    /// as when it is another's.
    func closedPermit(_ id: PermitID, _ attempt: Attempt?, caller: Caller) throws(AuthorityError) -> PermitReport {
        let over: PermitReport
        do throws(PermitFailure) {
            over = try permit(id, caller: caller)
        } catch {
            throw error == .storage ? .unavailable(.storageFailed) : .refused(.unknownPermit)
        }
        if let attempt, let own = over.attempt, attempt.session != own.session { throw .refused(.unknownPermit) }
        return over
    }
}

extension PermitReport {
    /// Why a report that says something else than what is recorded is refused.
    fileprivate var contradiction: Refusal {
        guard isUsed else { return Refusal(.permitExpired, "the permit ran out before the action began; ask again") }
        return Refusal(.conflict, "the effect was reported before, as \(state.rawValue), with another receipt or cost")
    }
}

/// What became of an action, as an enforcement point reports it.
package struct EffectReport: Sendable {
    package let permit: PermitID
    package let outcome: ConcludeEffect.Outcome
    /// What came back, as one canonical JSON object.
    package let receipt: [UInt8]?
    package let cost: Cost?
    package let attempt: Attempt?

    package init(
        permit: PermitID, outcome: ConcludeEffect.Outcome, receipt: [UInt8]?, cost: Cost?, attempt: Attempt?
    ) {
        self.permit = permit
        self.outcome = outcome
        self.receipt = receipt
        self.cost = cost
        self.attempt = attempt
    }
}
