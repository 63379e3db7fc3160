// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// A repository on another machine, taken apart.
struct GitRemote {
    private let scheme: String
    private let user: String?
    private let host: String
    private let path: [String]

    /// Nil when the location is a path. A URL has `://`; `host:path` has a colon before any slash.
    init?(_ location: String) throws(GitNameError) {
        let colon = location.utf8.firstIndex(of: UInt8(ascii: ":")) ?? location.endIndex
        let start = location[..<colon]
        guard colon < location.endIndex, !start.utf8.contains(UInt8(ascii: "/")) else { return nil }
        let rest = Substring(location.utf8[location.utf8.index(after: colon)...])
        guard rest.utf8.starts(with: "//".utf8) else {
            try self.init(host: start, path: rest)
            return
        }
        guard start.lowercased() != "file" else { throw GitNameError("must be written as a path, without `file://`") }
        try self.init(scheme: start.lowercased(), rest: Substring(rest.utf8.dropFirst(2)))
    }

    /// The schemes that git knows, each with the port that goes without saying.
    private static let standardPorts = ["git": ":9418", "http": ":80", "https": ":443", "ssh": ":22"]

    private init(scheme: String, rest: Substring) throws(GitNameError) {
        guard let port = Self.standardPorts[scheme] else {
            throw GitNameError(
                "must be a path, or a URL with `https`, `ssh`, `http` or `git`; \(InertText.quoted(scheme)) is neither")
        }
        guard !rest.utf8.contains(where: "?#".utf8.contains) else {
            throw GitNameError("must not have a query or a fragment")
        }
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let (user, host) = Self.split(rest[..<slash])
        guard user == nil || (scheme == "ssh" && user?.contains(":") == false) else {
            throw GitNameError("must not have a user or a password: they would be recorded for good")
        }
        let isStandard = host.hasSuffix(port) || host.hasSuffix(":")
        self.scheme = scheme
        self.user = user
        self.host = (isStandard ? host[..<(host.lastIndex(of: ":") ?? host.endIndex)] : host).lowercased()
        path = try Self.segments(rest[slash...])
    }

    /// `user@host:path`. Without a slash the path begins in the user's folder, which is not so for the user `git` of
    /// hosting services.
    private init(host location: Substring, path: Substring) throws(GitNameError) {
        let (user, host) = Self.split(location)
        let isInFolder = user != "git" && path.utf8.first.map { !"/~".utf8.contains($0) } ?? true
        self.scheme = "ssh"
        self.user = user
        self.host = host.lowercased()
        self.path =
            (isInFolder ? ["~"] : []) + URIPath.names(path, omittingEmpty: true).map { URIPath.segment($0.utf8) }
    }

    private static func split(_ authority: Substring) -> (user: String?, host: Substring) {
        guard let mark = authority.utf8.lastIndex(of: UInt8(ascii: "@")) else { return (nil, authority) }
        return (String(authority[..<mark]), Substring(authority.utf8[authority.utf8.index(after: mark)...]))
    }

    /// The segments of a URL's path in the one way in which they are written.
    private static func segments(_ path: Substring) throws(GitNameError) -> [String] {
        try URIPath.names(path, omittingEmpty: true).map { (segment) throws(GitNameError) in
            guard let bytes = URIPath.bytes(segment), !bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "/") })
            else { throw GitNameError("has an escape in its path that cannot be read") }
            return URIPath.segment(bytes)
        }
    }

    /// The identity: the host in lower case without its standard port, the path ending in `.git`.
    func identity() throws(GitNameError) -> String {
        guard !path.isEmpty, path != ["~"], !path.contains("."), !path.contains(".."), let last = path.last else {
            throw GitNameError("must name a repository after the host, such as `https://host/team/shop.git`")
        }
        let name = last.hasSuffix(".git") ? last : last + ".git"
        let login = user.flatMap { $0 == "git" ? nil : URIPath.segment($0.utf8) + "@" } ?? ""
        let segments = GitRepository.marked(path.dropLast() + [name])
        let uri = "git+\(scheme)://\(login)\(host)/\(segments.joined(separator: "/"))"
        guard !host.isEmpty, user != "", ResourceURI(uri) != nil else {
            throw GitNameError("has a host or a user that cannot be one")
        }
        return uri
    }
}

extension Sequence {
    /// `map` for a closure that throws one type of error.
    func map<Value, Failure: Error>(
        _ transform: (Element) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try transform(element)) }
        return values
    }
}
