// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

/// `writ subset`
enum SubsetCommand {
    private static let child = Positional("child", "the authority that should be inside; `-` is the standard input")
    private static let parent = Positional("parent", "the authority that it should be inside of")

    static let verb = Command<Verb>("subset", "Say whether one authority is inside another", action: run).with {
        $0.discussion = [
            "Works without an authority. Each file has an array of authority entries, one entry alone, or an object "
                + "with `authorization_details`. Each entry of the child must be a subset of one of the parent.",
            "Whether the parent may be passed on at all is another question: that is what its `delegation` says.",
            "Exits with 0 when the child is inside, with 1 when it is not or nobody can tell, and with 2 when a file "
                + "cannot be read.",
        ]
        $0.positionals = [child, parent]
        $0.examples = [Example("writ subset child.json parent.json", "does the child grant nothing beyond the parent?")]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let names = (try context.arguments.required(child), try context.arguments.required(parent))
        guard names != ("-", "-") else { throw UsageError("only one of the two can be the standard input") }
        let child = try AuthorityInput.entries(names.0, context)
        let parent = try AuthorityInput.entries(names.1, context)
        let verdict = SubsetVerdict(SetComparison(of: child, with: parent))
        context.terminal.answer(
            verdict.json,
            orText: { context.terminal.print(StyledText(verdict.sentence, verdict.isInside ? .good : .bad)) })
        return verdict.isInside ? .success : ExitStatus(.refused)
    }
}

/// Reads authority from a file, whichever of its usual forms it has.
private enum AuthorityInput {
    static func entries(_ typed: String, _ context: CommandContext) throws(CommandFailure) -> [AuthorityEntry] {
        let input = try JSONInput(reading: typed, context)
        do throws(JSONShapeError) {
            return try entries(input.root)
        } catch {
            throw input.failure(error)
        }
    }

    private static func entries(_ root: JSONNode) throws(JSONShapeError) -> [AuthorityEntry] {
        guard root.kind == .object else { return try list(root) }
        guard !isEntry(root), let details = root["authorization_details"] else { return [try entry(root)] }
        return try list(details)
    }

    /// What has a member of an entry is one, whatever else it has: nothing that it grants is passed over.
    private static func isEntry(_ object: JSONNode) -> Bool {
        object["type"] != nil || object["resource"] != nil || object["actions"] != nil
    }

    private static func list(_ node: JSONNode) throws(JSONShapeError) -> [AuthorityEntry] {
        let entries = try node.array(max: AuthorityGrammar.entriesMax, entry)
        guard !entries.isEmpty else { throw node.error("must have at least one entry") }
        return entries
    }

    /// An entry of another type has another grammar; it is known by its type only, and is inside nothing.
    private static func entry(_ node: JSONNode) throws(JSONShapeError) -> AuthorityEntry {
        guard let type = node["type"]?.stringValue, type != AuthorityGrammar.entryType,
            let nowhere = ResourceURI("about:blank")
        else { return try AuthorityGrammar.entry(node) }
        return AuthorityEntry(resources: ResourcePattern(nowhere), actions: [], unsupported: .type(type))
    }
}
