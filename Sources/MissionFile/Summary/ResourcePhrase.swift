// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Resources in words: ``the branch `main` of `/srv/shop.git` ``, or their URI where there are no better ones.
package enum ResourcePhrase {
    package static func text(_ resource: ResourceURI) -> String { text(ResourcePattern(resource)) }

    /// One resource, or one with all beneath it; in `repository` without saying where that is.
    package static func text(_ pattern: ResourcePattern, in repository: GitRepository? = nil) -> String {
        guard let git = GitResource(pattern.resource) else { return Phrase.resource(pattern) }
        return text(git, isPrefix: pattern.match == .prefix, in: repository)
    }

    package static func text(
        _ git: GitResource, isPrefix: Bool = false, in repository: GitRepository? = nil
    ) -> String {
        let location = InertText.quoted(git.repository.location)
        if case .repository = git.part { return location + (isPrefix ? " and everything below it" : "") }
        let object = GitPhrase.object(git, isPrefix: isPrefix)
        return git.repository == repository ? object : "\(object) of \(location)"
    }
}
