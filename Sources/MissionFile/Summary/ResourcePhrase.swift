// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// One resource in words: ``the branch `main` of `/srv/shop.git` ``, or its URI where there are no better ones.
package enum ResourcePhrase {
    package static func text(_ resource: ResourceURI) -> String {
        guard let git = GitResource(resource) else { return InertText.quoted(resource.text) }
        let location = InertText.quoted(git.repository.location)
        if case .repository = git.part { return location }
        return "\(GitPhrase.object(git, isPrefix: false)) of \(location)"
    }

    /// The same with all that is below it, where the pattern says so: ``everything in `src/` of `/srv/shop.git` ``.
    package static func text(_ pattern: ResourcePattern) -> String {
        guard pattern.match == .prefix else { return text(pattern.resource) }
        guard let git = GitResource(pattern.resource) else { return Phrase.resource(pattern) }
        let location = InertText.quoted(git.repository.location)
        if case .repository = git.part { return "everything in and below \(location)" }
        return "\(GitPhrase.object(git, isPrefix: true)) of \(location)"
    }
}
