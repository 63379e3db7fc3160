// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import Crypto
import Glibc
import Ledger
import LedgerSQLite
import Platform

/// `writ doctor`
enum DoctorCommand {
    static let verb = Command<Verb>("doctor", "Look for what is wrong with this home and this machine", action: run)
        .with {
            $0.discussion = [
                "Changes nothing. Exits with 1 when something needs attention. What cannot be seen from where it runs "
                    + "has the mark `--`."
            ]
            $0.examples = [Example("writ doctor", "look at everything")]
        }

    /// What was looked at, and how it is.
    private struct Finding {
        let name: String
        /// Nil when it cannot be seen from here.
        let isGood: Bool?
        let text: String
        var hint: String?
    }

    /// Why something cannot be seen from here.
    private struct Unseen: Error { let reason: String }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let home = try context.home()
        let findings = [
            folder(home), room(home), configuration(home), keys(home), ledger(context), clock(context), service(home),
            approvers(context), supervision(home), git(context),
        ]
        context.terminal.answer(["checks": json(findings)], orText: { show(findings, context) })
        return findings.contains { $0.isGood == false } ? ExitStatus(.refused) : .success
    }

    private static func json(_ findings: [Finding]) -> JSONValue {
        .array(
            findings.map { finding in
                var members = [
                    JSONValue.Member("check", .string(finding.name)),
                    JSONValue.Member("finding", .string(finding.text)),
                    JSONValue.Member("good", finding.isGood.map { .boolean($0) } ?? .null),
                ]
                if let hint = finding.hint { members.append(JSONValue.Member("hint", .string(hint))) }
                return .object(members)
            })
    }

    private static func show(_ findings: [Finding], _ context: CommandContext) {
        for finding in findings {
            let mark =
                switch finding.isGood {
                case true?: StyledText("ok    ", .good)
                case false?: StyledText("wrong ", .bad)
                case nil: StyledText("--    ", .faint)
                }
            context.terminal.print(mark + StyledText("\(finding.name): ", .strong) + StyledText(finding.text))
            guard let hint = finding.hint else { continue }
            context.terminal.print(StyledText("      hint: ", .accent) + StyledText(hint))
        }
    }

    private static func check(_ name: String, _ look: () throws -> String) -> Finding {
        do {
            return Finding(name: name, isGood: true, text: try look())
        } catch let unseen as Unseen {
            return Finding(name: name, isGood: nil, text: unseen.reason)
        } catch {
            let failure = CommandFailure(error)
            return Finding(name: name, isGood: false, text: failure.problem, hint: failure.hints.first)
        }
    }

    private static func folder(_ home: Home) -> Finding {
        check("home") {
            var status = stat()
            guard stat(home.path, &status) == 0 else { throw HostError.notInitialised(home.path) }
            guard status.st_mode & 0o077 == 0 else {
                throw CommandFailure(
                    .refused, "others can enter `\(home.path)`", hints: ["run `chmod 700 \(home.path)`"])
            }
            return "`\(home.path)` is yours alone"
        }
    }

    private static func room(_ home: Home) -> Finding {
        check("room") {
            var disk = statvfs()
            guard statvfs(home.path, &disk) == 0 else { throw SystemError("look at", path: home.path, code: errno) }
            guard disk.f_flag & UInt(ST_RDONLY) == 0 else {
                throw CommandFailure(.refused, "the disk can only be read: nothing can be recorded")
            }
            let free = UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
            guard free >= roomBytesMin else {
                throw CommandFailure(
                    .refused, "\(ByteCount.text(free)) free: nothing more can be recorded soon, if it can now",
                    hints: ["free some room where the home lies"])
            }
            return "\(ByteCount.text(free)) free"
        }
    }

    /// Less than this is used up by a day's work.
    private static let roomBytesMin: UInt64 = 64 << 20

    private static func configuration(_ home: Home) -> Finding {
        check("configuration") { "the issuer is \(try HomeConfiguration(of: home).issuer)" }
    }

    private static func keys(_ home: Home) -> Finding {
        check("keys") {
            _ = try HomeKeys(of: home)
            guard try Files.exists(home.approverKey) else {
                return "readable; no approver's key lies here, so whoever approves names theirs: `--key`"
            }
            let file = try Files.read(home.approverKey, limitBytes: Approver.fileBytesMax)
            do throws(SealedKeyError) { try SealedKey.check(file) } catch {
                throw CommandFailure(.refused, "the key in `\(home.approverKey)` cannot be opened: \(error)")
            }
            return "readable"
        }
    }

    private static func ledger(_ context: CommandContext) -> Finding {
        check("ledger") {
            let store = try SQLiteStore(path: context.home().ledger, mode: .readOnly)
            defer { store.close() }
            let check = try status(context)?["ledger_check"]
            var text = LedgerPhrase.entries(try store.size())
            if let done = check?["done"]?.shownNumber, let count = check?["of"]?.shownNumber {
                text += ", of which the authority has read \(done) of the first \(count) since it started"
            }
            return text + ", which `writ ledger verify` checks, and this does not"
        }
    }

    private static func clock(_ context: CommandContext) -> Finding {
        check("clock") {
            guard let status = try status(context) else {
                try context.home().clockMustBeBelievable()
                return "not far ahead of the ledger"
            }
            guard let distrust = status["clock_distrust"]?.stringValue else { return "the authority follows it" }
            throw CommandFailure(
                .refused, distrust, hints: ["set the clock; where it is right, and ahead, start the authority again"])
        }
    }

    /// What a running authority says of itself to its owner; nil without one, and for a process under a mission.
    private static func status(_ context: CommandContext) throws -> JSONNode? {
        guard context.session == nil, try RunningAuthority(of: context.home()) != nil else { return nil }
        let client = try context.connectAsOwner()
        do throws(ClientError) { return try client.get("/v1/status") } catch {
            guard error.isUnreachable else { throw error }
            return nil
        }
    }

    private static func service(_ home: Home) -> Finding {
        check("service") {
            guard let running = try RunningAuthority(of: home) else {
                let original = try RunningAuthority.original(of: home)
                return original.map { "not running; this is a copy of `\($0.path)`" } ?? "not running"
            }
            guard let process = ProcessID(rawValue: running.pid), try ProcessHandle(process) != nil else {
                return "not running; process \(running.pid) did not end in order, which loses nothing"
            }
            return "running as process \(running.pid)"
        }
    }

    private static func approvers(_ context: CommandContext) -> Finding {
        check("approvers") {
            guard context.session == nil else {
                throw Unseen(reason: "only the owner of the authority sees who they are")
            }
            guard try RunningAuthority(of: context.home()) != nil else {
                throw Unseen(reason: "known while an authority runs")
            }
            let people = try KnownPeople(context.connectAsOwner())
            guard !people.hasEnabledApprover() else { return "somebody who is enabled can approve" }
            throw CommandFailure(
                .refused, "nobody who is enabled can approve, agree or resume",
                hints: ["whoever could comes back by their own key: `writ person enable NAME`"])
        }
    }

    private static func supervision(_ home: Home) -> Finding {
        check("supervision") {
            guard let count = ProcessInspector.ownFilterCount() else {
                return "an agent's processes are told from yours by their lack of privileges"
            }
            let configured = try HomeConfiguration(of: home).seccompFilterCount ?? 0
            guard configured <= count else {
                throw CommandFailure(
                    .refused, "`config.json` says \(configured) seccomp filters, and here there are \(count)",
                    hints: ["an authority goes by its own count; the file was changed, or came from elsewhere"])
            }
            return "an agent's processes are told from yours by their seccomp filters "
                + "(here: \(count), configured: \(configured))"
        }
    }

    private static func git(_ context: CommandContext) -> Finding {
        check("git") {
            var command = ChildCommand("git", ["--version"], environment: context.environment)
            command.standardOutput = .pipe
            let answer = try ChildProcess.spawn(command).collectOutput(limitBytes: 1024, deadline: .after(.seconds(10)))
            guard answer.status == .exited(0) else { throw CommandFailure(.failure, "git does not answer") }
            return String(decoding: answer.output.dropLast(), as: UTF8.self)
        }
    }
}
