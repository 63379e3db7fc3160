// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire

extension MissionAuthority {
    /// Makes software known, or changes what it may do: where it may govern, by an approver's signature over just that.
    package func register(
        _ command: RegisterClient, signed: SignedBytes?, completion: @escaping Completion<Void>
    ) {
        perform(completion) { [configuration] (state, now) throws(Refusal) in
            var command = command
            if let signed {
                let key = try signed.verifiedKey()
                let statement = try signed.statement(for: configuration.issuer) { (node) throws(JSONShapeError) in
                    let statement = try ClientStatement(json: node)
                    return (statement, statement.issuer)
                }
                command.evidence = statement.evidence(
                    key: key, statement: signed.statement, signature: signed.signature)
            }
            return Decided(try command.decide(in: state, at: now)) { _, _ in }
        }
    }

    /// Shuts software out.
    package func disable(_ command: DisableClient, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }

    /// Makes a person known, with the keys by which they approve: after the first by an approver's signature.
    package func register(
        _ command: RegisterPrincipal, signed: SignedBytes?, completion: @escaping Completion<Void>
    ) {
        perform(completion) { [configuration] (state, now) throws(Refusal) in
            var command = command
            if let signed {
                let key = try signed.verifiedKey()
                let statement = try signed.statement(for: configuration.issuer) { (node) throws(JSONShapeError) in
                    let statement = try PrincipalStatement(json: node)
                    return (statement, statement.issuer)
                }
                command.evidence = statement.evidence(
                    key: key, statement: signed.statement, signature: signed.signature)
            }
            return Decided(try command.decide(in: state, at: now)) { _, _ in }
        }
    }

    /// Replaces the policy table, by an approver's signature over that.
    package func setPolicy(_ command: SetPolicy, signed: SignedBytes?, completion: @escaping Completion<Void>) {
        perform(completion) { [configuration] (state, now) throws(Refusal) in
            var command = command
            if let signed {
                let key = try signed.verifiedKey()
                let statement = try signed.statement(for: configuration.issuer) { (node) throws(JSONShapeError) in
                    let statement = try PolicyStatement(json: node)
                    return (statement, statement.issuer)
                }
                command.evidence = statement.evidence(
                    key: key, statement: signed.statement, signature: signed.signature)
            }
            return Decided(try command.decide(in: state, at: now)) { _, _ in }
        }
    }
}
