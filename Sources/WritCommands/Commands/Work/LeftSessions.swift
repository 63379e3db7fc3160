// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import Ledger
import MissionKernel
import MissionWire

/// The sessions that are open and that nobody keeps running, but for those of sub-agents, the oldest first.
struct LeftSessions {
    /// Those that ask whether they may go on.
    private(set) var goOn: [String] = []
    /// Those whose program ended by itself with a failure, and how: it would probably fail again.
    private var stay: [(id: String, exit: String)] = []

    /// - Parameter withFailed: whether all of them ask.
    init(_ client: AuthorityClient, _ context: CommandContext, withFailed: Bool) throws {
        let supervision = try SupervisionFacts(context)
        let open = try client.all(.sessions).filter { node in
            let isOpen = node.text("state") != HarnessState.terminated.rawValue
            return try isOpen && node["parent"] == nil && !supervision.isSupervised(node)
        }
        var failures = FailedAttempts(client)
        for node in open.reversed() {
            if let exit = try withFailed ? nil : failures.exit(of: node) {
                stay.append((node.text("id"), exit))
            } else {
                goOn.append(node.text("id"))
            }
        }
    }

    func show(on context: CommandContext) {
        context.note(
            goOn.isEmpty
                ? "There is no session to go on with."
                : "These ask whether they may go on: \(LedgerPhrase.list(goOn)).")
        for (id, exit) in stay {
            context.note(
                StyledText(id, .strong) + StyledText(" stays as it is: its program \(exit); name it, or say `--failed`")
            )
        }
    }
}

/// How programs ended that nobody stopped, as the logs of their missions tell.
private struct FailedAttempts {
    private let client: AuthorityClient
    private var exits: [String: [SessionID: String]] = [:]

    init(_ client: AuthorityClient) { self.client = client }

    /// How the latest attempt of the session ended, where it ended by itself.
    mutating func exit(of session: JSONNode) throws -> String? {
        let mission = session.text("mission")
        let known = try exits[mission] ?? read(session.member("mission").identifier())
        exits[mission] = known
        return known[try session.member("id").identifier()]
    }

    private func read(_ mission: MissionID) throws -> [SessionID: String] {
        var log = MissionLog(of: mission, client)
        var reader = EntryReader()
        var exits: [SessionID: String] = [:]
        for entry in try log.next() {
            switch try reader.read(entry.bytes).event {
            case .processStopped(let event): exits[event.session] = event.exit?.string
            case .sessionResumed(let event): exits[event.id] = nil
            default: break
            }
        }
        return exits
    }
}
