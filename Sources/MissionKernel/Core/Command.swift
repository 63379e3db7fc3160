// SPDX-License-Identifier: Apache-2.0

/// Something asked of the authority. Deciding it is pure: the same state, command and moment give the same events.
///
/// Identifiers, digests and verified signatures come in with the command; the kernel draws and checks none of them.
package protocol Command: Sendable {
    /// The events that carry the command out, in order; none when it is done already. Throws when it must not be.
    func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event]
}
