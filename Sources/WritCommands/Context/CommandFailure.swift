// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import Ledger
import MissionFile
import Platform

/// Why a verb did not do what it was asked to, with how the program then ends.
struct CommandFailure: Error {
    let code: ExitCode
    let problem: String
    /// What another program said of it, line by line.
    let quoted: [String]
    let hints: [String]

    init(_ code: ExitCode, _ problem: String, quoting quoted: [String] = [], hints: [String] = []) {
        self.code = code
        self.problem = problem
        self.quoted = quoted
        self.hints = hints
    }
}

/// A mission file that cannot be read, with its name.
struct MissionFileFailure: Error {
    let file: String
    let error: MissionFileError
}

extension CommandFailure {
    /// A verb of the owner's was said by a process under a mission: what that one can ask instead.
    static func underMission(_ arguments: Arguments) -> CommandFailure {
        CommandFailure(
            .refused, "`\(arguments.path.joined(separator: " "))` is for people: this process works under a mission",
            hints: [
                "its own mission and session: `writ status`, `writ mission show`, `writ mission log`, "
                    + "`writ session list`",
                "whether something is permitted: `writ check`; to do it: `writ do`",
            ])
    }

    /// The one place where errors become words and exit codes.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as UsageError: self.init(.usage, error.problem, hints: error.hints)
        case let error as MissionFileFailure:
            self.init(.usage, "\(error.file): \(error.error)", hints: [error.error.hint].compactMap(\.self))
        case let error as ClientError: self.init(error)
        case let error as HostError: self.init(error)
        case let error as StoreError: self.init(.failure, error.detail, hints: [error.hint].compactMap(\.self))
        case let error as SystemError: self.init(.failure, "\(error)")
        default: self.init(.failure, "\(error)")
        }
    }

    private init(_ error: ClientError) {
        switch error.kind {
        case .refused(status: 400): self.init(.usage, error.detail)
        case .refused: self.init(.refused, error.detail, hints: Self.hints(for: error.code))
        case .garbled: self.init(.failure, error.detail)
        case .unreachable where error.isNotRunning:
            self.init(.unavailable, error.detail, hints: ["start one with `writ up --detach`"])
        case .unreachable where error.isImpostor:
            self.init(
                .unavailable, "this is not the authority: \(error.detail); nothing was sent",
                hints: ["end that process, and start the authority again: `writ down`, `writ up --detach`"])
        case .unreachable where error.isUnavailable:
            self.init(.unavailable, error.detail, hints: Self.hints(for: error.code))
        case .unreachable:
            self.init(
                .unavailable, "the authority does not answer: \(error.detail)",
                hints: ["start it with `writ up --detach` if it does not run"])
        }
    }

    private init(_ error: HostError) {
        let code: ExitCode =
            switch error {
            case .notInitialised, .alreadyInitialised, .notEmpty: .usage
            case .alreadyRunning, .supervised, .clock: .refused
            case .configuration, .key, .ledger, .rewritten, .listener, .system: .failure
            }
        self.init(code, error.description, hints: [error.hint].compactMap(\.self))
    }

    private static func hints(for code: String) -> [String] {
        switch code {
        case "approver_unknown":
            [
                "with a key of somebody else's, say whose it is: `--key FILE --as PERSON`",
                "register the person first: `writ person add`",
            ]
        case "already_decided": ["see what became of it: `writ mission show` with its identifier"]
        case "stale_version": ["look at it again: someone else has changed it meanwhile"]
        case "storage_full": ["free some room where its home lies; it goes on by itself"]
        case "storage_failed": ["its log says more; so does `writ doctor`"]
        case "outcome_unknown": ["look before you do it again: the same key, or the same event, is taken once"]
        case "storage_locked", "overloaded", "stopping": ["try it again in a moment"]
        default: []
        }
    }
}
