// SPDX-License-Identifier: Apache-2.0

/// A switch: `--all`.
package struct Flag: Hashable, Sendable {
    package let name: String
    package let help: String

    package init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }
}

/// An option with a value: `--until TIME` or `--until=TIME`.
package struct Option: Hashable, Sendable {
    package let name: String
    /// What the value is called in the help.
    package let value: String
    package let help: String
    /// Whether it may be given more than once; otherwise that is an error.
    package let isRepeatable: Bool

    package init(_ name: String, value: String, _ help: String, isRepeatable: Bool = false) {
        self.name = name
        self.value = value
        self.help = help
        self.isRepeatable = isRepeatable
    }
}

/// A value that is told by its place: `<mission>`.
package struct Positional: Hashable, Sendable {
    package let name: String
    package let help: String
    package let arity: Arity

    /// How many values the place takes. Only the last place of a command may be other than `one`.
    package enum Arity: Hashable, Sendable {
        case one, optional, oneOrMore, any
    }

    package init(_ name: String, _ help: String, arity: Arity = .one) {
        self.name = name
        self.help = help
        self.arity = arity
    }

    var usage: String {
        switch arity {
        case .one: "<\(name)>"
        case .optional: "[<\(name)>]"
        case .oneOrMore: "<\(name)>..."
        case .any: "[<\(name)>...]"
        }
    }
}

/// What stands after `--` and is passed on as it is: `-- agent --task login`.
package struct Rest: Hashable, Sendable {
    package let name: String
    package let help: String
    /// Whether something must stand there.
    package let isRequired: Bool

    package init(_ name: String, _ help: String, isRequired: Bool = true) {
        self.name = name
        self.help = help
        self.isRequired = isRequired
    }

    var usage: String { isRequired ? "-- <\(name)>..." : "[-- <\(name)>...]" }
}

/// A line that works, and what it does.
package struct Example: Hashable, Sendable {
    package let line: String
    package let meaning: String

    package init(_ line: String, _ meaning: String) {
        self.line = line
        self.meaning = meaning
    }
}
