// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire

extension MissionAuthority {
    /// Takes capabilities of a mission away for good.
    package func narrow(
        _ mission: MissionID, event: ExactText, removals: [Removal], reason: String, caller: Caller,
        completion: @escaping Completion<MissionReport>
    ) {
        let command = Narrow(caller: caller, mission: mission, event: event, removals: removals, reason: reason)
        reporting(on: mission, command, completion)
    }

    /// Adds conditions to a mission.
    package func tighten(
        _ mission: MissionID, conditions: [ConditionTerms], reason: String, caller: Caller,
        completion: @escaping Completion<MissionReport>
    ) {
        reporting(
            on: mission, Tighten(caller: caller, mission: mission, conditions: conditions, reason: reason), completion)
    }

    /// Makes someone else answer for a mission.
    package func changeOwner(
        of mission: MissionID, to owner: Principal, caller: Caller, completion: @escaping Completion<MissionReport>
    ) {
        reporting(on: mission, ChangeOwner(caller: caller, mission: mission, owner: owner), completion)
    }

    /// Moves a mission's end later, by a person's signature.
    package func extend(
        _ signed: SignedBytes, caller: Caller, completion: @escaping Completion<MissionReport>
    ) {
        perform(completion) { [configuration] (state, now) throws(Refusal) in
            let evidence = try signed.evidence(ExtensionStatement.self, for: configuration.issuer)
            return Decided(try Extend(caller: caller, evidence: evidence).decide(in: state, at: now)) { state, now in
                Self.report(on: evidence.terms.mission, in: state, at: now)
            }
        }
    }

    private func reporting(
        on mission: MissionID, _ command: some Command, _ completion: @escaping Completion<MissionReport>
    ) {
        perform(completion) { (state, now) throws(Refusal) in
            Decided(try command.decide(in: state, at: now)) { state, now in
                Self.report(on: mission, in: state, at: now)
            }
        }
    }
}
