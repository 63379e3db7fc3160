// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// A git repository as a resource: which one it is, whatever way its location was written.
///
/// - a path: `git+file:///srv/git/shop.git`
/// - an `https` URL: `git+https://host/team/shop.git`; with `http` and `git` likewise
/// - an `ssh` URL, or `git@host:team/shop.git`: `git+ssh://host/team/shop.git`
///
/// Two locations with the same identity are the same repository. Symbolic links are not followed.
package struct GitRepository: Hashable, Sendable {
    /// The identity: an absolute URI without query, fragment or password.
    package let uri: String

    /// Reads a path, relative to `directory` unless it is absolute, or a URL.
    package init(_ location: String, from directory: String) throws(GitNameError) {
        guard !location.isEmpty, !location.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw GitNameError("must be a path or a URL, without control characters")
        }
        if let remote = try GitRemote(location) {
            uri = try remote.identity()
        } else {
            uri = "git+file:///" + Self.marked(try Self.segments(of: location, from: directory)).joined(separator: "/")
        }
    }

    /// The repository that a resource lies in, by its URI.
    init(uri: String) { self.uri = uri }

    /// Whether it is a folder of this machine.
    var isFolder: Bool { uri.hasPrefix("git+file:") }

    /// Whether resources of the pattern are the repository, or lie in it.
    package func isTouched(by pattern: ResourcePattern) -> Bool {
        GitResource(pattern.resource)?.repository == self || ResourceURI(uri).map(pattern.covers) ?? true
    }

    /// Where the repository is, as a person would write it: a path or a URL. For showing only.
    package var location: String {
        guard let scheme = uri.firstRange(of: "://") else { return uri }
        let plain = URIPath.names(uri[scheme.upperBound...]).map { segment in
            let name = segment.hasPrefix("!") ? segment.dropFirst() : segment[...]
            return URIPath.text(name) ?? String(name)
        }.joined(separator: "/")
        return isFolder ? plain : "\(uri[..<scheme.upperBound].dropFirst(4))\(plain)"
    }

    /// Resolves `.` and `..` by the text alone; a final `.git` folder is its repository.
    private static func segments(of path: String, from directory: String) throws(GitNameError) -> [String] {
        guard !path.hasPrefix("~") else { throw GitNameError("must be written in full: `~` is not expanded here") }
        var names: [String] = []
        let whole = path.utf8.first == UInt8(ascii: "/") ? path : "\(directory)/\(path)"
        for name in URIPath.names(whole, omittingEmpty: true) where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        if names.last == ".git" { names.removeLast() }
        guard !names.isEmpty else { throw GitNameError("must be a folder below the root") }
        return names.map { URIPath.segment($0.utf8) }
    }

    /// WHY: `refs` and `tree` begin what is inside a repository, so a folder on the way to one must not look like them.
    static func marked(_ segments: [String]) -> [String] {
        segments.map { GitResource.firstSegments.contains($0) ? "!\($0)" : $0 }
    }
}
