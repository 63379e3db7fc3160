// SPDX-License-Identifier: Apache-2.0

/// A node of the command tree: either it groups verbs, or it is done by an action.
package struct Command<Action: Sendable>: Sendable {
    package let name: String
    /// What it does, in one line without a final stop.
    package let summary: String
    /// What else there is to know, in paragraphs.
    package var discussion: [String] = []
    package var flags: [Flag] = []
    package var options: [Option] = []
    package var positionals: [Positional] = []
    /// Nil when nothing is passed on: what stands after `--` then goes to the places.
    package var rest: Rest?
    package var examples: [Example] = []
    package private(set) var verbs: [Command] = []
    /// Nil for a group.
    package private(set) var action: Action?
    /// Under which title the verb stands in the help of its group.
    package var section = "verbs"
    /// Whether the verb works without being listed or suggested: for programs that call each other.
    package var isHidden = false
    /// Whether it lets another program write to the output.
    package var runsProgram = false

    /// A group of verbs, whose names differ.
    package init(_ name: String, _ summary: String, verbs: [Command]) {
        precondition(Set(verbs.map(\.name)).count == verbs.count, "`\(name)` has two verbs of one name")
        self.name = name
        self.summary = summary
        self.verbs = verbs
    }

    /// A verb that `action` does.
    package init(_ name: String, _ summary: String, action: Action) {
        self.name = name
        self.summary = summary
        self.action = action
    }

    /// This command after `change`: for declaring a tree in one expression.
    package func with(_ change: (inout Command) -> Void) -> Command {
        var copy = self
        change(&copy)
        copy.check()
        return copy
    }

    private func check() {
        let names = (flags + Everywhere.flags).map(\.name) + (options + Everywhere.options).map(\.name)
        precondition(Set(names).count == names.count, "`\(name)` has two options of one name")
        precondition(
            positionals.dropLast().allSatisfy { $0.arity == .one }, "only the last place of `\(name)` may vary")
        precondition(action != nil || (positionals.isEmpty && rest == nil), "`\(name)` has verbs and places")
    }

    var visibleVerbs: [Command] { verbs.filter { !$0.isHidden } }

    /// The command that words name, as far as they do.
    func named(by words: some Sequence<String>) -> Command {
        words.reduce(self) { command, word in command.verbs.first { $0.name == word } ?? command }
    }
}

/// The options that every command takes.
package enum Everywhere {
    package static let json = Flag("json", "print JSON, for programs")
    package static let home = Option("home", value: "FOLDER", "where this authority keeps its state")

    static let flags = [json]
    static let options = [home]
}

/// What a command line asks for.
package enum Invocation<Action: Sendable>: Sendable {
    case run(Action, Arguments)
    case help(HelpPage)
    case version
}
