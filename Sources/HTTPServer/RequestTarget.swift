// SPDX-License-Identifier: Apache-2.0

/// What a request line names (RFC 9112, section 3.2).
enum RequestTarget {
    private static let schemes: [StaticString] = ["http://", "https://"]

    /// The path and query that a target in absolute form names, in origin form; nil when it is no such form.
    ///
    /// Its authority stands for `Host`, and neither chooses anything here.
    static func origin(ofAbsolute target: [UInt8]) -> [UInt8]? {
        guard let scheme = schemes.first(where: { begins(target, with: $0) }) else { return nil }
        let rest = target.dropFirst(scheme.utf8CodeUnitCount)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        guard end > rest.startIndex, !rest[..<end].contains(UInt8(ascii: "@")) else { return nil }
        let path = rest[end...]
        return path.first == UInt8(ascii: "/") ? Array(path) : [UInt8(ascii: "/")] + path
    }

    private static func begins(_ target: [UInt8], with scheme: StaticString) -> Bool {
        target.count >= scheme.utf8CodeUnitCount
            && target.withUnsafeBytes { bytes in
                HTTPSyntax.isSameName(
                    UnsafeRawBufferPointer(rebasing: bytes[..<scheme.utf8CodeUnitCount]),
                    UnsafeRawBufferPointer(start: scheme.utf8Start, count: scheme.utf8CodeUnitCount))
            }
    }
}
