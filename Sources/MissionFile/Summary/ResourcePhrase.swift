// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// One resource in words: ``the branch `main` of `/srv/shop.git` ``, or its URI where there are no better ones.
package enum ResourcePhrase {
    package static func text(_ resource: ResourceURI) -> String {
        GitResource(resource).map(text) ?? InertText.quoted(resource.text)
    }

    /// Something in a repository.
    package static func text(_ git: GitResource) -> String {
        let location = InertText.quoted(git.repository.location)
        if case .repository = git.part { return location }
        return "\(GitPhrase.object(git, isPrefix: false)) of \(location)"
    }

    /// All that an entry covers; in `repository` without saying where that is.
    static func text(_ pattern: ResourcePattern, in repository: GitRepository? = nil) -> String {
        guard let git = GitResource(pattern.resource) else { return Phrase.resource(pattern) }
        let location = InertText.quoted(git.repository.location)
        if case .repository = git.part { return location }
        let object = GitPhrase.object(git, isPrefix: pattern.match == .prefix)
        return git.repository == repository ? object : "\(object) of \(location)"
    }
}
