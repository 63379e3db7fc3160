// SPDX-License-Identifier: Apache-2.0

/// Where one of a child's three standard streams comes from or goes to.
package enum ChildStream: Hashable, Sendable {
    /// The caller's own stream.
    case inherit
    /// Nowhere: nothing to read, and what is written is lost.
    case null
    /// An open file of the caller, which stays open there.
    case descriptor(Int32)
    /// A pipe to the caller.
    case pipe
}

/// Where a child stands among the other processes.
package enum ChildPlacement: Hashable, Sendable {
    /// In the caller's process group: a person's Ctrl-C reaches it too.
    case sameGroup
    /// At the head of a process group of its own, which it can leave.
    case newGroup
    /// At the head of a session of its own, without a terminal. It cannot leave its group, but its children can.
    case newSession
}

/// A program to start, and what it is to find.
package struct ChildCommand: Hashable, Sendable {
    /// A path when it has a slash, relative to the child's working directory; else a name to find on `PATH`.
    package var executable: String
    /// The arguments after the program's own name.
    package var arguments: [String]
    /// All that the child finds in its environment.
    ///
    /// `PATH` in here is also the one that is searched.
    package var environment: [String: String]
    /// The caller's own when nil.
    package var workingDirectory: String?
    /// Its place among the other processes.
    package var placement: ChildPlacement = .newGroup
    /// What it reads.
    package var standardInput: ChildStream = .null
    /// What it writes.
    package var standardOutput: ChildStream = .inherit
    /// What it complains to.
    package var standardError: ChildStream = .inherit

    /// A command that reads nothing and writes where the caller does.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String],
        workingDirectory: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}
