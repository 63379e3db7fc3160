// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ checkpoint`
enum CheckpointCommand {
    private static let label = Positional("label", "what is done so far, in a few words", arity: .optional)
    private static let data = Option("data", value: "FILE", "what is needed to go on from there, at most 512 KiB")
    private static let out = Option(
        "out", value: "FILE", "write the data of the latest one to a file, in the place of what is there")

    private static let dataBytesMax = 512 * 1024

    static let verb = Command<Verb>("checkpoint", "Record where this session can continue", action: run).with {
        $0.discussion = [
            "Without a label it shows the latest one. A session that is resumed finds its label in `WRIT_CHECKPOINT` "
                + "and its number in `WRIT_CHECKPOINT_NUMBER`.",
            "A checkpoint says where work can continue. It says nothing about whether it may.",
        ]
        $0.options = [data, out]
        $0.positionals = [label]
        $0.examples = [
            Example("writ checkpoint \"migration written\"", "inside a session"),
            Example("writ checkpoint --out state.json", "take the data of the latest one"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let session = try context.requiredSession()
        let client = try context.connect(as: session)
        let path = "/v1/sessions/\(session.session.text)/checkpoint"
        guard let label = context.arguments[label] else { return try show(client.get(path), context) }
        let data = try context.arguments[data].map { try context.read($0, limitBytes: dataBytesMax) }
        let answer = try client.post(path) { json in
            if let data { json.member("data", base64URL: data) }
            json.member("epoch", session.epoch)
            json.member("label", label)
        }
        context.terminal.answer(
            JSONValue(answer),
            orText: { context.note(StyledText("checkpoint \(answer["number"]?.shownNumber ?? "?"): \(label)", .faint)) }
        )
        return .success
    }

    private static func show(_ checkpoint: JSONNode, _ context: CommandContext) throws -> ExitStatus {
        if let file = context.arguments[out] {
            let data = try checkpoint.optional("data", JSONNode.base64URL) ?? []
            try Files.replace(context.path(file), with: data)
        }
        context.terminal.answer(
            JSONValue(checkpoint),
            orText: { context.terminal.print(StyledText(checkpoint.text("label"))) })
        return .success
    }
}
