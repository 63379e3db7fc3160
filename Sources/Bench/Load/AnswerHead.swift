// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What is to be known of an HTTP answer's head: its status, and where its body lies.
package struct AnswerHead: Hashable, Sendable {
    package let status: Int
    package let headBytes: Int
    package let bodyBytes: Int

    package var totalBytes: Int { headBytes + bodyBytes }

    private static let lengthName: StaticString = "\ncontent-length:"
    private static let bodyBytesMax = 1 << 24

    /// Nil while the head is not complete; throws when it is not one of HTTP/1.1 with a length.
    package init?(_ bytes: UnsafeRawBufferPointer) throws(BenchFailure) {
        guard let end = Self.end(of: bytes) else { return nil }
        headBytes = end
        let head = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        guard head.starts(with: "HTTP/1.1 ".utf8), let status = Self.number(head, at: 9) else {
            throw BenchFailure("the answer is not one of HTTP/1.1")
        }
        guard let length = Self.length(in: head), length <= Self.bodyBytesMax else {
            throw BenchFailure("the answer has no length")
        }
        self.status = status
        bodyBytes = length
    }

    /// Where the empty line ends, looked for from the first line end to the next.
    private static func end(of bytes: UnsafeRawBufferPointer) -> Int? {
        var place = 0
        while let start = bytes.baseAddress, place < bytes.count,
            let found = memchr(start + place, Int32(UInt8(ascii: "\n")), bytes.count - place)
        {
            let next = start.distance(to: UnsafeRawPointer(found)) + 1
            if next + 1 < bytes.count, bytes[next] == UInt8(ascii: "\r"), bytes[next + 1] == UInt8(ascii: "\n") {
                return next + 2
            }
            place = next
        }
        return nil
    }

    private static func length(in head: UnsafeRawBufferPointer) -> Int? {
        let name = UnsafeRawBufferPointer(start: lengthName.utf8Start, count: lengthName.utf8CodeUnitCount)
        var line = 0
        while line + name.count < head.count {
            guard let next = head[line...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            if next + name.count < head.count,
                zip(head[next...], name).allSatisfy({ $0 == $1 || ($1 >= UInt8(ascii: "a") && $0 | 0x20 == $1) })
            {
                return number(head, at: next + name.count)
            }
            line = next + 1
        }
        return nil
    }

    /// The decimal number at a place, after spaces.
    private static func number(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Int? {
        let digits = bytes[place...].drop { $0 == UInt8(ascii: " ") }.prefix { (48...57).contains($0) }
        guard (1...9).contains(digits.count) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }
}
