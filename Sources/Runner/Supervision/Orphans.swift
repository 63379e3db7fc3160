// SPDX-License-Identifier: Apache-2.0

package import MissionKernel
package import Platform

/// Processes of a session whose supervisor is gone. A supervisor that is killed can stop nothing: its program is killed
/// with it, but what the program had started runs on, and nobody hears for it that its mission ends.
///
/// They are known by the environment that their session gave them. What has emptied its environment, and has left the
/// processes that did not, is not found.
package enum Orphans {
    /// How long they have to end by themselves when they are told to, and `writ do` to record what came of its command.
    private static let grace = Duration.seconds(5)

    /// What runs for the session on this machine.
    package static func of(_ session: SessionID) throws(SystemError) -> [ProcessID] {
        var orphans: [ProcessID] = []
        for process in try ProcessTable.processes(startedWith: SessionEnvironment.sessionVariable, session.text) {
            // WHY: what works under a mission cannot take this mark off; a person's shell with the variable lacks it.
            if try ProcessFacts.read(process)?.forbidsNewPrivileges == true { orphans.append(process) }
        }
        return orphans
    }

    /// Ends them, with all that they have started. Only for who holds the session's lock: a supervisor has none.
    package static func end(_ session: SessionID) throws(SystemError) {
        try ProcessEnding.end(grace: grace) { () throws(SystemError) in try of(session) }
    }
}
