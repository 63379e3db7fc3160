// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire

extension MissionAuthority {
    /// Makes software known, or changes what it may do: where it may govern, by an approver's signature over just that.
    package func register(
        _ command: RegisterClient, signed: SignedBytes?, completion: @escaping Completion<Void>
    ) {
        perform(command, signed, as: ClientStatement.self, to: \.evidence, completion)
    }

    /// Shuts software out.
    package func disable(_ command: DisableClient, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }

    /// Makes a person known, with the keys by which they approve: after the first by an approver's signature.
    package func register(
        _ command: RegisterPrincipal, signed: SignedBytes?, completion: @escaping Completion<Void>
    ) {
        perform(command, signed, as: PrincipalStatement.self, to: \.evidence, completion)
    }

    /// Replaces the policy table, by an approver's signature over that.
    package func setPolicy(_ command: SetPolicy, signed: SignedBytes?, completion: @escaping Completion<Void>) {
        perform(command, signed, as: PolicyStatement.self, to: \.evidence, completion)
    }

    /// Decides a command with what a person has signed for it, where somebody has.
    private func perform<Registering: Command, Terms: SignedTerms>(
        _ command: Registering, _ signed: SignedBytes?, as type: PersonsStatement<Terms>.Type,
        to evidence: any WritableKeyPath<Registering, SignedEvidence<Terms>?> & Sendable,
        _ completion: @escaping Completion<Void>
    ) {
        perform(completion) { [configuration] (state, now) throws(Refusal) in
            var command = command
            if let signed { command[keyPath: evidence] = try signed.evidence(type, for: configuration.issuer) }
            return Decided(try command.decide(in: state, at: now)) { _, _ in }
        }
    }
}
