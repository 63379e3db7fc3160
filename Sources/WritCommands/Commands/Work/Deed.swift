// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Runner

/// What a command is about to do, as its author says or as git says.
struct Deed {
    let action: String
    let resource: ResourceURI
    let parameters: [JSONValue.Member]
    /// The files that a git command would change.
    let files: [GitResource]
    let key: String?
    let probe: EffectPerformer.Probe?
    let review: EffectPerformer.Review?
    let isDoneUnder: (@Sendable (String) -> Bool)?
    let upstream: GitUpstream?
    /// What to run: what was written, or what does exactly that.
    let commandLine: [String]

    /// Files that are asked about in one question.
    private static let filesInQuestionMax = 1000

    init(_ context: CommandContext) throws {
        let said = try Self.said(context)
        let git = try Self.git(context)
        guard let action = said.action ?? git?.action, let resource = said.resource ?? git?.resource.uri else {
            throw UsageError(
                "it cannot be told what this command does", hints: ["say it: `--action` and `--resource` (or `--git`)"])
        }
        if let git { try Self.mustAgree(git, action: action, resource: resource) }
        guard let uri = ResourceURI(resource), ActionName.isWellFormed(action) else {
            throw UsageError("\(InertText.quoted(action)) on \(InertText.quoted(resource)) cannot be asked about")
        }
        self.action = action
        self.resource = uri
        parameters = try Self.merged(git?.parameters ?? [], with: said.parameters)
        files = git.map { git in git.changedFiles.map { GitResource(git.resource.repository, .file($0)) } } ?? []
        key = git?.key
        probe = git?.probe
        review = git?.review
        isDoneUnder = git?.isDoneUnder
        upstream = git?.upstream
        commandLine = git?.commandLine ?? context.arguments.rest
    }

    /// In words: ``git.push on the branch `main` of `/srv/shop.git` ``.
    var summary: String { "\(action) on \(ResourcePhrase.text(resource))" }

    /// What may have been meant, when it was denied.
    func hints(for reason: String, _ session: SessionEnvironment, _ client: AuthorityClient) throws -> [String] {
        try DenialHints.of(reason, action, on: resource, parameters, under: session.mission, client)
    }

    /// What is said besides does not make known what a git command does that cannot be understood.
    private static func git(_ context: CommandContext) throws -> GitAction? {
        do throws(GitError) {
            guard let invocation = try GitInvocation(context.arguments.rest) else { return nil }
            return try GitAction(invocation, environment: context.environment, directory: context.directory)
        } catch {
            let lines = error.description.split(separator: "\n").map(String.init)
            throw CommandFailure(
                .usage, lines.first ?? "", quoting: Array(lines.dropFirst()), hints: error.hints)
        }
    }

    /// Whoever says that a push is a read is not believed.
    private static func mustAgree(_ git: GitAction, action: String, resource: String) throws {
        guard git.action == action, git.resource.uri == resource else {
            throw UsageError(
                "the command does `\(git.action)` on `\(git.resource.uri)`, not `\(action)` on `\(resource)`",
                hints: ["leave `--action` and `--resource` out: of git commands they are known"])
        }
    }
}

/// What is said on the command line.
extension Deed {
    private struct Said {
        let action: String?
        let resource: String?
        let parameters: [JSONValue.Member]
    }

    private static func said(_ context: CommandContext) throws -> Said {
        Said(
            action: context.arguments[DoCommand.action], resource: try ResourceOptions.resourceIfNamed(context),
            parameters: try parameters(context))
    }

    /// `--param name=value`: every value is a text, but an amount of money such as `950.00 EUR` is one, and the classes
    /// of the data are a list, to which each use of the name adds one.
    static func parameters(_ context: CommandContext) throws -> [JSONValue.Member] {
        let said = try context.arguments.all(DoCommand.param).map(parameter)
        let classes = said.filter { $0.name == classesName }.map(\.value)
        let list = classes.isEmpty ? [] : [JSONValue.Member(classesName, .array(classes))]
        return said.filter { $0.name != classesName } + list
    }

    private static let classesName = "data_classification"

    private static func parameter(_ text: String) throws -> JSONValue.Member {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw UsageError("`--param` must be NAME=VALUE, not \(InertText.quoted(text))")
        }
        let value = String(text[text.index(after: equals)...])
        return JSONValue.Member(String(text[..<equals]), WrittenMoney(value).map(\.json) ?? .string(value))
    }

    private static func merged(
        _ known: [JSONValue.Member], with said: [JSONValue.Member]
    ) throws -> [JSONValue.Member] {
        var names: Set<String> = []
        for member in known + said where !names.insert(member.name).inserted {
            throw UsageError("the parameter `\(member.name)` is given twice")
        }
        return known + said
    }
}

/// The files.
extension Deed {
    /// The first file that may not be changed; nil when all may.
    func refusedFile(_ client: AuthorityClient, _ session: SessionEnvironment) throws -> CheckResult? {
        var rest = files[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(Self.filesInQuestionMax))
            rest = rest.dropFirst(some.count)
            let answer = try client.results(of: GitWord.fileAction, on: some.map(\.uri), under: session.mission)
            if let denied = answer.first(where: { !$0.isPermitted }) { return denied }
        }
        return nil
    }

    /// Has the ledger tell what was not permitted, by default the change of a file: a permit that is refused is on
    /// record, and a question that is answered with no is not.
    func record(
        _ refused: CheckResult, of action: String = GitWord.fileAction, _ client: AuthorityClient,
        _ session: SessionEnvironment
    ) throws {
        guard let file = ResourceURI(refused.resource), refused.reason != DenialReason.approvalRequired.rawValue else {
            return
        }
        var question = PermitQuestion(
            mission: session.mission, client: session.client, action: action, resource: file)
        question.attempt = session.attempt
        guard case .permitted(let permit) = try client.begin(question) else { return }
        try client.conclude(permit, .refused, attempt: session.attempt)
    }
}

extension CheckResult {
    /// Why a command that would change this file may not run.
    var refusal: DenialAnswer {
        let file = ResourceURI(resource).map(ResourcePhrase.text) ?? InertText.quoted(resource)
        return DenialAnswer(
            reason: reason, explanation: "it would change \(file): \(explanation)",
            nextAction: NextAction.none.rawValue)
    }
}

extension WrittenMoney {
    fileprivate var json: JSONValue { ["amount": .string(amount), "currency": .string(currency)] }
}
