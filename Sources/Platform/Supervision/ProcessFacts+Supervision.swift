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

    /// Whether this very process works below a supervisor, as far as the kernel tells: it can gain no privileges, and
    /// one of those that it descends from runs under fewer filters than it does.
    ///
    /// A process in a sandbox of another making may be taken for one, too. Who cannot be looked at is.
    package static func isSelfSupervised() -> Bool {
        do throws(SystemError) {
            guard let own = try read(.current), own.forbidsNewPrivileges, let count = own.seccompFilterCount else {
                return false
            }
            return try ancestors(of: .current).contains { ancestor in
                ancestor.seccompFilterCount.map { $0 < count } ?? false
            }
        } catch {
            return true
        }
    }
}
