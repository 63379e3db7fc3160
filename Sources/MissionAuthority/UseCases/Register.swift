// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

extension MissionAuthority {
    /// Makes software known, or changes what it may do.
    package func register(_ command: RegisterClient, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }

    /// Shuts software out.
    package func disable(_ command: DisableClient, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }

    /// Makes a person known, with the keys by which they approve.
    package func register(_ command: RegisterPrincipal, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }

    /// Replaces the policy table.
    package func setPolicy(_ command: SetPolicy, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }
}
