// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Resources in words: ``the branch `main` of `/srv/shop.git` ``, or their URI where there are no better ones.
package enum ResourcePhrase {
    package static func text(_ resource: ResourceURI) -> String { text(ResourcePattern(resource)) }

    /// One resource, or one with all beneath it.
    package static func text(_ pattern: ResourcePattern) -> String {
        let isPrefix = pattern.match == .prefix
        guard let git = GitResource(pattern.resource) else {
            return InertText.quoted(pattern.resource.text) + (isPrefix ? " and everything below it" : "")
        }
        let location = InertText.quoted(git.repository.location)
        if case .repository = git.part { return location + (isPrefix ? " and everything below it" : "") }
        return "\(GitPhrase.object(git, isPrefix: isPrefix)) of \(location)"
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
