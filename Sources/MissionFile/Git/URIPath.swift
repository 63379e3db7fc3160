// SPDX-License-Identifier: Apache-2.0

/// Segments of URI paths and the bytes they stand for (RFC 3986, section 3.3).
enum URIPath {
    /// The one way a segment with these bytes is written: what a segment may hold stands for itself, all else and `!`
    /// is percent-encoded. A `!` is therefore free to mark segments that data cannot make.
    static func segment(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            if isPlain(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                text += byte < 0x10 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return text
    }

    /// The names between the slashes of `path`.
    ///
    /// WHY: byte by byte, because to Swift a slash followed by an accent is one character, and not a slash.
    static func names(_ path: some StringProtocol, omittingEmpty: Bool = false) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: omittingEmpty).map { name in
            String(decoding: name, as: UTF8.self)
        }
    }

    /// `path` with each of its names written by ``segment(_:)``.
    static func path(_ path: String) -> String {
        names(path).map { segment($0.utf8) }.joined(separator: "/")
    }

    /// The bytes that a segment stands for; nil when a percent sign is not followed by two hexadecimal digits.
    static func bytes(_ segment: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(segment.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, rest.prefix(2).allSatisfy(isHexadecimal),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest.removeFirst(2)
        }
        return bytes
    }

    /// The text that a segment stands for; nil when it is malformed or not UTF-8.
    static func text(_ segment: some StringProtocol) -> String? {
        bytes(segment).flatMap { String(validating: $0, as: UTF8.self) }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~$&'()*+,;=:@".utf8.contains(byte)
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        "0123456789abcdefABCDEF".utf8.contains(byte)
    }
}
