// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionKernel

/// `writ deny`
enum DenyCommand {
    private static let submission = Positional("submission", "what to decline, or the start of its identifier")
    static let reason = Option("reason", value: "TEXT", "why, for the record")

    static let verb = Command<Verb>("deny", "Decline a proposed mission", action: run).with {
        $0.options = [reason]
        $0.positionals = [submission]
        $0.examples = [
            Example("writ deny sub_9aQ --reason \"too broad\"", "whoever proposed it sees that it was declined")
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connectAsOwner()
        let id = try Names.submission(context.arguments.required(submission), client)
        try SubmissionRecord.mustWait(id, client, at: context.now)
        let answer = try client.post("/v1/submissions/\(id.text)/deny") { json in
            if let reason = context.arguments[reason] { json.member("reason", reason) }
        }
        context.terminal.answer(
            JSONValue(answer), orText: { context.terminal.print(StyledText("Declined.", .warning)) })
        return .success
    }
}
