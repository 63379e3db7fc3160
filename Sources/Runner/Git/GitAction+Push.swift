// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel

extension GitAction {
    /// A push of one branch or tag.
    static func push(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        let words = try PushWords(invocation)
        let answer = try workplace.git.askRemote(words.preview)
        let preview = try PushPreview(answer.output)
        // What stands there already is asked about only when nothing else is pushed: then it was pushed before.
        let changing = preview.updates.filter { $0.kind != .unchanged }
        let updates = changing.isEmpty ? preview.updates : changing
        guard let update = updates.first else {
            throw GitError(answer.complaint.isEmpty ? "there is nothing to push" : "git says:\n\(answer.complaint)")
        }
        guard updates.count == 1 else {
            let names = updates.map { "`\($0.ref)`" }.joined(separator: ", ")
            throw GitError("it would change \(names) at once; push one at a time")
        }
        guard update.kind != .rejected else { throw GitError("git would not push `\(update.ref)`: \(update.summary)") }
        let repository = try GitWorkplace.identity(preview.url, from: workplace.top())
        var action = try GitAction(update.change.action, GitResource(repository, update.change.part()))
        let values = try action.describe(update, at: preview.url, in: workplace)
        action.commandLine = try words.commandLine(of: update, values, in: workplace)
        action.upstream = try words.upstream(of: update, in: workplace)
        return action
    }

    private mutating func describe(
        _ update: PushPreview.Update, at url: String, in workplace: GitWorkplace
    ) throws(GitError) -> RefValues {
        let there = try RemoteRef(update.ref, at: url, workplace)
        let values = RefValues(old: there.object, new: try Self.newObject(update, in: workplace))
        guard try values.are(update.kind, in: workplace) else {
            throw GitError("`\(update.ref)` moves just now at \(url); try again")
        }
        parameters = update.change.parameters(values)
        if let commit = values.new { changedFiles = try there.filesChanged(by: commit) }
        probe = .function { there.probe(for: values) }
        let place = "\(url) \(update.ref) "
        key = "\(action) \(place)\(values.text)"
        if update.kind == .unchanged { isDoneUnder = { values.isEnd(of: $0, at: place) } }
        return values
    }

    private static func newObject(_ update: PushPreview.Update, in workplace: GitWorkplace) throws(GitError) -> String?
    {
        if update.kind == .deleted { return nil }
        guard let object = try workplace.object(update.source) else {
            throw GitError("`\(update.source)` is not known here")
        }
        return object
    }
}

/// What `git push --dry-run --porcelain` says would happen.
struct PushPreview {
    /// One reference of the remote that would change.
    struct Update: Equatable {
        let kind: RefChange.Kind
        /// The local name or object; empty for a deletion.
        let source: String
        let ref: String
        let summary: String

        var change: RefChange { RefChange(kind: kind, ref: ref) }
    }

    let url: String
    let updates: [Update]

    /// Lines of `flag TAB from:to TAB summary`, after `To url` and before `Done`.
    init(_ output: [UInt8]) throws(GitError) {
        var url = ""
        var updates: [Update] = []
        for line in output.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("To ") {
                guard url.isEmpty else { throw GitError("it pushes to several repositories; push to one at a time") }
                url = String(text.dropFirst(3))
            }
            let fields = text.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, let flag = fields[0].first, let kind = RefChange.Kind(rawValue: flag),
                let colon = fields[1].lastIndex(of: ":")
            else { continue }
            updates.append(
                Update(
                    kind: kind, source: String(fields[1][..<colon]),
                    ref: String(fields[1][fields[1].index(after: colon)...]), summary: String(fields[2])))
        }
        self.url = url
        self.updates = updates
    }
}

/// A reference in a remote repository, and what it and the others were when it was looked at.
private struct RemoteRef: Sendable {
    /// Nil when there was none.
    let object: String?
    private let name: String
    private let url: String
    private let workplace: GitWorkplace
    private let objects: [String]

    init(_ name: String, at url: String, _ workplace: GitWorkplace) throws(GitError) {
        self.name = name
        self.url = url
        self.workplace = workplace
        let list = try Self.list(url, workplace)
        objects = list.map(\.object)
        object = list.first { $0.name == name }?.object
    }

    private static func list(
        _ url: String, _ workplace: GitWorkplace
    ) throws(GitError) -> [(object: String, name: String)] {
        let output = try workplace.git.askRemote(["ls-remote", "--quiet", "--heads", "--tags", "--", url]).success()
        return output.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
            guard fields.count == 2 else { return nil }
            return (String(decoding: fields[0], as: UTF8.self), String(decoding: fields[1], as: UTF8.self))
        }
    }

    /// The files that change by commits that the remote does not have.
    func filesChanged(by commit: String) throws(GitError) -> [String] {
        let asked = Array(Set(objects).sorted().joined(separator: "\n").utf8)
        let known = try workplace.git.output(["cat-file", "--batch-check=%(objectname) %(objecttype)"], input: asked)
        let excluded = String(decoding: known, as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasSuffix(" missing") }
            .map { "^\($0.prefix { $0 != " " })" }
        return try workplace.git.filesChanged(by: ["--stdin"], revisions: excluded + [commit])
    }

    /// Whether the reference has the new value now. A push that did not happen has left the old one; of anything else
    /// it cannot be said.
    func probe(for values: RefValues) -> ConcludeEffect.Outcome {
        do throws(GitError) {
            let now = try Self.list(url, workplace).first { $0.name == name }?.object
            if now == values.new { return .applied }
            return now == values.old ? .refused : .unknown
        } catch {
            return .unknown
        }
    }
}
