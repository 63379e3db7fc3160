// SPDX-License-Identifier: Apache-2.0

extension ResourceURI {
    /// Why nobody can be granted this resource, as the end of a sentence about it; nil when somebody can.
    ///
    /// A resource has no fragment (RFC 8707, section 2), http has a host (RFC 9110, section 4.2), and some marks stand
    /// in an authority alone (RFC 3986, sections 3.2 to 3.4). Such a URI is read and compared all the same, since a
    /// ledger may hold one.
    package var flaw: String? {
        let bytes = text.utf8[...]
        guard !bytes.contains(UInt8(ascii: "#")) else { return "must not have a fragment" }
        let rest = bytes[(bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex)...].dropFirst()
        guard rest.starts(with: "//".utf8) else { return Self.flaw(ofPath: rest) }
        let authorityAndPath = rest.dropFirst(2)
        let end = authorityAndPath.firstIndex { "/?".utf8.contains($0) } ?? authorityAndPath.endIndex
        let authority = authorityAndPath[..<end]
        guard authority.count(where: { $0 == UInt8(ascii: "@") }) <= 1 else {
            return "must write `@` in a user's name as `%40`"
        }
        if let scheme = text.split(separator: ":").first?.lowercased(), ["http", "https"].contains(scheme),
            Self.isWithoutHost(authority)
        {
            return "must name a host"
        }
        return Self.flaw(ofPath: authorityAndPath[end...])
    }

    private static func isWithoutHost(_ authority: Substring.UTF8View) -> Bool {
        let host = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[$0...].dropFirst() } ?? authority
        return host.isEmpty || host.first == UInt8(ascii: ":")
    }

    private static func flaw(ofPath path: Substring.UTF8View) -> String? {
        guard path.contains(where: { "[]".utf8.contains($0) }) else { return nil }
        return "must write `[` and `]` in its path or query as `%5B` and `%5D`"
    }
}
