// SPDX-License-Identifier: Apache-2.0

extension ProcessFacts {
    /// Whether it runs under more seccomp filters than `count`, as everything below a supervisor does that itself runs
    /// under `count` (`SupervisedExec`).
    ///
    /// Where the kernel does not count filters: whether it can gain no privileges.
    package func isSupervised(beyond count: Int) -> Bool {
        guard let own = seccompFilterCount else { return forbidsNewPrivileges }
        return own > count
    }
}
