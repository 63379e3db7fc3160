// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionKernel
import MissionWire
import Platform
import Runner

/// Who keeps sessions running, as this machine knows it; of what runs elsewhere, as the authority has heard.
struct SupervisionFacts {
    private let files: SupervisorFiles

    init(_ context: CommandContext) throws { files = SupervisorFiles(socketPath: try context.socketPath()) }

    /// Whether a supervisor lives that keeps the session running.
    func isSupervised(_ node: JSONNode) throws -> Bool {
        let id: SessionID = try node.member("id").identifier()
        return try files.isHeld(id) ?? node.isTrue("live")
    }

    /// Stops what runs on for a session whose supervisor is gone, and leaves alone what a living one keeps running.
    ///
    /// Done before the authority is asked about the session: until then `writ do` can record what came of its command.
    func endOrphans(of session: SessionID, _ context: CommandContext) throws {
        guard try files.isHeld(session) == false, let lock = try lock(session) else { return }
        let orphans = try Orphans.of(session)
        if !orphans.isEmpty {
            let processes = orphans.count == 1 ? "process" : "processes"
            context.note(
                StyledText(session.text, .strong)
                    + StyledText(
                        " lost its supervisor, and still has \(processes) "
                            + orphans.map(\.description).joined(separator: ", ") + ": stopping", .warning))
            try Orphans.end(session)
        }
        _ = consume lock
    }

    private func lock(_ session: SessionID) throws -> FileLock? {
        do throws(SystemError) { return try files.lock(session) } catch {
            guard error.isHeldElsewhere else { throw error }
            return nil
        }
    }

    /// Says how many effects nobody can account for, if there are any.
    static func note(unknownEffects count: Int, _ context: CommandContext) {
        guard count > 0 else { return }
        let what = count == 1 ? "of 1 effect" : "of \(count) effects"
        context.note(StyledText("nobody knows \(what) whether it happened: `writ inbox`", .warning))
    }
}
