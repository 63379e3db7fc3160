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

    /// What runs on for a session whose supervisor is gone, and what stops it; nil when nothing does.
    func orphans(of session: SessionID) throws -> String? {
        guard try files.isHeld(session) == false else { return nil }
        let orphans = try Orphans.of(session)
        guard !orphans.isEmpty else { return nil }
        return "\(Self.text(orphans)): `writ session resume` and `writ session end` stop them"
    }

    private static func text(_ processes: [ProcessID]) -> String {
        (processes.count == 1 ? "process " : "processes ") + processes.map(\.description).joined(separator: ", ")
    }

    /// Stops what runs on for a session whose supervisor is gone, and leaves alone what a living one keeps running.
    ///
    /// Done before the authority is asked about the session: until then `writ do` can record what came of its command.
    func endOrphans(of session: SessionID, _ context: CommandContext) throws {
        // WHY: who only looks at the lock keeps it from others for a moment, and is no supervisor.
        while try files.isHeld(session) == false {
            guard let lock = try lock(session) else { continue }
            try Self.end(Orphans.of(session), of: session, context)
            _ = consume lock
            return
        }
    }

    private static func end(_ orphans: [ProcessID], of session: SessionID, _ context: CommandContext) throws {
        guard !orphans.isEmpty else { return }
        context.note(
            StyledText(session.text, .strong)
                + StyledText(" lost its supervisor, and still has \(text(orphans)): stopping", .warning))
        try Orphans.end(session)
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
        let next = context.session == nil ? "`writ inbox`" : "a person has been asked to find out"
        context.note(StyledText("nobody knows \(what) whether it happened: \(next)", .warning))
    }
}
