// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ status`
enum StatusCommand {
    static let verb = Command<Verb>("status", "Say how the authority is doing", action: run).with {
        $0.discussion = [
            "Exits with 0 when it serves, and with 3 when it does not. Inside a session it says how the session and "
                + "its mission stand."
        ]
        $0.examples = [Example("writ status --json", "for a monitor")]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        if let session = context.session, context.arguments[Everywhere.home] == nil {
            return try run(in: session, context)
        }
        let status = try context.connectAsOwner().get("/v1/status")
        let home = try context.home()
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: status.canonicalBytes)
            return .success
        }
        context.terminal.print(StyledText("The authority serves.", .good))
        var block = Block()
        block.add("home", home.path)
        block.add("issuer", status["issuer"]?.stringValue)
        block.add("owner", try HomeConfiguration(of: home).owner.subject.string)
        block.add("process", status["pid"]?.shownNumber)
        if let running = try RunningAuthority(of: home) {
            block.add("listens on", ([running.socket] + running.addresses).joined(separator: ", "))
        }
        block.add("missions", missions(status))
        block.add("sessions", status["sessions"]?.shownNumber)
        block.add("submissions", status["submissions_waiting"]?.shownNumber.map { "\($0) waiting for an approval" })
        block.add("ledger", status["ledger_entries"]?.shownNumber.flatMap(Int64.init).map(LedgerPhrase.entries))
        block.add("ledger key", status["ledger_key"]?.stringValue)
        if let distrust = status["clock_distrust"]?.stringValue { block.add("clock", StyledText(distrust, .warning)) }
        context.terminal.print(block)
        return .success
    }

    /// What concerns a process under a mission: the rest is not its own.
    private static func run(in session: SessionEnvironment, _ context: CommandContext) throws -> ExitStatus {
        let client = try context.connect(as: session)
        let own = try client.get("/v1/sessions/\(session.session.text)")
        let mission = try client.get("/v1/missions/\(session.mission.text)")
        guard !context.terminal.facts.wantsJSON else {
            var json = CanonicalWriter()
            json.object { json in
                json.member("mission", canonical: mission.canonicalBytes)
                json.member("session", canonical: own.canonicalBytes)
            }
            context.terminal.printJSON(canonical: json.bytes)
            return .success
        }
        context.terminal.print(StyledText("The authority serves.", .good))
        var block = SessionPage.block(own, isSupervised: true, at: context.now)
        block.add("goal", mission["intent"]?["goal"]?.stringValue)
        block.add("ends", MomentPhrase.text(mission["expires_at"], at: context.now))
        context.terminal.print(block)
        context.note("\("next: ", .accent)what it allows: `writ mission show`")
        return .success
    }

    private static func missions(_ status: JSONNode) -> String? {
        guard let all = status["missions"]?.shownNumber, let live = status["live_missions"]?.shownNumber else {
            return nil
        }
        return "\(live) not ended, \(all) in all"
    }
}

extension JSONNode {
    /// A whole number as text.
    var shownNumber: String? { integerValue.map { String($0) } }
}
