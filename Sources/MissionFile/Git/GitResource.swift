// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Something in a repository that authority can be given over, as a URI: the repository itself, its branches and tags
/// (`<repository>/refs/heads/<branch>`), its files (`<repository>/tree/<path>`).
///
/// Two are equal when their URIs are.
package struct GitResource: Hashable, Sendable {
    package let repository: GitRepository
    package let part: Part

    /// What in the repository is meant.
    package enum Part: Sendable {
        case repository
        /// All branches, for use as a prefix.
        case branches
        /// One branch; as a prefix, also those under its name.
        case branch(String)
        /// All tags, for use as a prefix.
        case tags
        case tag(String)
        /// All files, for use as a prefix.
        case files
        /// One file, or as a prefix one folder, by its path from the top.
        case file(String)
    }

    package init(_ repository: GitRepository, _ part: Part) {
        self.repository = repository
        self.part = part
    }

    package static func == (left: GitResource, right: GitResource) -> Bool { left.uri == right.uri }
    package func hash(into hasher: inout Hasher) { hasher.combine(uri) }

    /// The segments that begin what is inside a repository.
    static let firstSegments = ["refs", "tree"]

    /// The resource's URI.
    package var uri: String {
        switch part {
        case .repository: repository.uri
        case .branches: "\(repository.uri)/refs/heads"
        case .branch(let name): "\(repository.uri)/refs/heads/\(URIPath.path(name))"
        case .tags: "\(repository.uri)/refs/tags"
        case .tag(let name): "\(repository.uri)/refs/tags/\(URIPath.path(name))"
        case .files: "\(repository.uri)/tree"
        case .file(let path): "\(repository.uri)/tree/\(URIPath.path(path))"
        }
    }

    /// Takes a URI apart again; nil when it is not that of something in a repository, written as ``uri`` writes it.
    package init?(_ uri: ResourceURI) {
        let text = uri.text
        guard text.hasPrefix("git+"), !uri.hasQueryOrFragment, let scheme = text.firstRange(of: "://") else {
            return nil
        }
        let segments = text[scheme.upperBound...].split(separator: "/", omittingEmptySubsequences: false)
        let inside = segments.firstIndex { Self.firstSegments.contains(String($0)) } ?? segments.endIndex
        guard inside > 1, !segments[1..<inside].contains(""), let part = Part(segments[inside...]) else { return nil }
        repository = GitRepository(
            uri: text[..<scheme.upperBound] + segments[..<inside].joined(separator: "/"))
        self.part = part
        guard self.uri == text else { return nil }
    }
}

extension GitResource.Part {
    /// Reads the segments after those of the repository.
    fileprivate init?(_ segments: ArraySlice<Substring>) {
        var names: [String] = []
        for segment in segments {
            guard let name = URIPath.text(segment) else { return nil }
            names.append(name)
        }
        let path = { names.dropFirst($0).joined(separator: "/") }
        switch (names.first, names.count) {
        case (nil, _): self = .repository
        case ("tree", 1): self = .files
        case ("tree", _): self = .file(path(1))
        case (_, 2) where names[1] == "heads": self = .branches
        case (_, 2) where names[1] == "tags": self = .tags
        case (_, 3...) where names[1] == "heads": self = .branch(path(2))
        case (_, 3...) where names[1] == "tags": self = .tag(path(2))
        default: return nil
        }
    }
}
