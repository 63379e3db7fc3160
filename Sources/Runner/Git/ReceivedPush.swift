// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionFile

/// A reference that a push is about to change, as the receiving repository is told of it (githooks, *pre-receive*).
package struct ReceivedPush: Sendable {
    package let change: RefChange
    package let resource: GitResource
    package let parameters: [JSONValue.Member]
    /// The files that change by commits which the repository does not have.
    package let files: [GitResource]

    /// Reads `old SP new SP ref` in the repository that receives, whose identity is `repository`.
    package init(
        _ line: String, to repository: GitRepository, environment: [String: String], directory: String
    ) throws(GitError) {
        let fields = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard fields.count == 3 else { throw GitError("`\(line)` is not what git tells a pre-receive hook") }
        let values = RefValues(old: Self.object(fields[0]), new: Self.object(fields[1]))
        let git = GitProgram(program: "git", environment: environment, directory: directory)
        change = RefChange(kind: try Self.kind(values, ref: fields[2], git), ref: fields[2])
        resource = GitResource(repository, try change.part())
        parameters = change.parameters(values)
        var changed: [String] = []
        if let new = values.new { changed = try git.filesChanged(by: [new, "--not", "--all"]) }
        files = changed.map { GitResource(repository, .file($0)) }
    }

    private static func kind(_ values: RefValues, ref: String, _ git: GitProgram) throws(GitError) -> RefChange.Kind {
        guard let new = values.new else { return .deleted }
        guard let old = values.old else { return .created }
        // A tag is not to move; where to does not matter.
        if ref.hasPrefix("refs/tags/") { return .forced }
        return try git.ask(["merge-base", "--is-ancestor", old, new]).code == 0 ? .forwarded : .forced
    }

    /// The object name of zeros stands for no object.
    private static func object(_ name: String) -> String? {
        name.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : name
    }
}
