// SPDX-License-Identifier: Apache-2.0

import Bench
import CanonicalJSON
import Testing

/// What goes over the wire while a server is measured.
struct LoadTests {
    private func head(_ text: String) throws(BenchFailure) -> AnswerHead? {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { (bytes) throws(BenchFailure) in
            try AnswerHead(UnsafeRawBufferPointer(bytes))
        }
    }

    @Test(arguments: [
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", "\r\n\r\n",
    ])
    func `an answer whose end cannot be told is refused`(text: String) {
        #expect(throws: BenchFailure.self) { try head(text) }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r"])
    func `an answer that has not come whole yet is waited for`(text: String) throws {
        #expect(try head(text) == nil)
    }

    @Test func `an answer's status and lengths are found, whatever the letter case`() throws {
        let text = "HTTP/1.1 503 Service Unavailable\r\nDate: x\r\ncontent-LENGTH:  12\r\n\r\n"
        let head = try #require(try head(text + "and more"))
        #expect(head.status == 503)
        #expect(head.headBytes == text.utf8.count)
        #expect(head.totalBytes == text.utf8.count + 12)
    }

    @Test func `each request has its own number and the length that it says`() {
        var text = RequestText(post: "/v1/permits", ["key": .string("k-" + RequestText.number)])
        var output: [UInt8] = []
        text.append(41, to: &output)
        #expect(
            String(decoding: output, as: UTF8.self) == """
                POST /v1/permits HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 24\r\n\r\n{"key":"k-000000000041"}
                """)
    }
}
