// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
package import MissionKernel
import Platform
import Runner

/// What a verb works with.
package struct CommandContext: Sendable {
    package let arguments: Arguments
    package let terminal: Terminal
    /// The environment that the program was started in.
    package let environment: [String: String]
    /// The folder that it was started in, absolute.
    package let directory: String
    /// The path of the program itself, to start it again.
    package let program: String
    /// The wall clock: for what is typed and shown. What is decided has the authority's own time.
    package let now: Instant

    package init(
        arguments: Arguments, terminal: Terminal, environment: [String: String], directory: String, program: String,
        now: Instant
    ) {
        self.arguments = arguments
        self.terminal = terminal
        self.environment = environment
        self.directory = directory
        self.program = program
        self.now = now
    }

    /// The home that is meant.
    func home() throws -> Home {
        let named = arguments[Everywhere.home]
        guard let home = Home(option: named, environment: environment, directory: directory) else {
            throw UsageError("it is not clear where the authority keeps its state", hints: ["name a folder: `--home`"])
        }
        return home
    }

    /// The session that this process is part of, if it is.
    var session: SessionEnvironment? { SessionEnvironment(environment) }

    /// The program and arguments that `words` are, in the environment of this process.
    func command(_ words: [String], in directory: String? = nil) throws(UsageError) -> ChildCommand {
        guard let program = words.first else {
            throw UsageError("there is no command to run", hints: ["write it after `--`"])
        }
        return ChildCommand(
            program, Array(words.dropFirst()), environment: environment, workingDirectory: directory)
    }

    /// An absolute path for one that was typed.
    func path(_ typed: String) -> String { Files.absolute(typed, in: directory) }

    /// The bytes of a file that was named; what cannot be read was not understood.
    func read(_ typed: String, limitBytes: Int) throws(UsageError) -> [UInt8] {
        do throws(SystemError) { return try Files.read(path(typed), limitBytes: limitBytes) } catch {
            throw UsageError("\(error)")
        }
    }

    /// The same, or all that comes through a pipe that was named.
    func readFileOrPipe(_ typed: String, limitBytes: Int) throws(UsageError) -> [UInt8] {
        do throws(SystemError) { return try Files.readFileOrPipe(path(typed), limitBytes: limitBytes) } catch {
            throw UsageError("\(error)")
        }
    }

    /// Speaks to the running authority: as the session that this process is part of, else as the owner.
    func connect() throws -> AuthorityClient {
        if let session, arguments[Everywhere.home] == nil { return try connect(as: session) }
        return try connectAsOwner()
    }

    /// The socket of the authority that runs on the home.
    func ownerSocket() throws -> String { try running().socket }

    /// The socket of the authority that `connect` speaks to.
    func socketPath() throws -> String {
        if let session, arguments[Everywhere.home] == nil { return session.socketPath }
        return try ownerSocket()
    }

    /// Refuses a process under a mission what is not about its own mission.
    func mustBePerson() throws {
        guard session == nil || arguments[Everywhere.home] != nil else { throw CommandFailure.underMission(arguments) }
    }

    /// Speaks as the owner, which a process under a mission cannot.
    func connectAsOwner() throws -> AuthorityClient {
        try mustBePerson()
        return try AuthorityClient(socketPath: running().socket, as: .owner, lock: home().lock)
    }

    /// Speaks to the authority on the home, whatever authority the environment names: as the session that this process
    /// is part of, else as the owner.
    func connectToHome() throws -> AuthorityClient {
        guard let session else { return try connectAsOwner() }
        return try AuthorityClient(
            socketPath: running().socket, as: .session(session.session, secret: session.secret))
    }

    private func running() throws -> RunningAuthority {
        let home = try home()
        guard let running = try RunningAuthority(of: home) else {
            _ = try HomeConfiguration(of: home)
            let copied = try RunningAuthority.original(of: home).map {
                ", a copy of `\($0.path)`; to speak to that one name it: `--home`"
            }
            throw ClientError.notRunning("no authority is running on `\(home.path)`\(copied ?? "")")
        }
        return running
    }

    func connect(as session: SessionEnvironment) throws -> AuthorityClient {
        try AuthorityClient(
            socketPath: session.socketPath, as: .session(session.session, secret: session.secret))
    }

    /// Says something about what is being done, on the error stream.
    func note(_ text: StyledText) { terminal.print(text, to: .errors) }
}
