// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Platform

@Suite struct SystemErrorTests {
    @Test func `a path with control characters cannot reach the terminal`() {
        let error = SystemError("read", path: "/a\u{1b}[2J\n\u{9b}b", code: ENOENT)
        #expect("\(error)" == "could not read `/a\u{FFFD}[2J\u{FFFD}\u{FFFD}b`: no such file or directory")
    }

    @Test func `an error number that nobody knows has a text`() {
        #expect("\(SystemError("read", code: 4_095))" == "could not read: unknown error 4095")
    }

    @Test func `a message says what was done, to what and why it failed`() {
        #expect("\(SystemError("read", path: "/x", code: EACCES))" == "could not read `/x`: permission denied")
        #expect("\(SystemError("start thread", code: EAGAIN))".hasPrefix("could not start thread: resource"))
    }

    @Test func `an abbreviation keeps its capitals`() {
        #expect(SystemError("call", code: 73).reason == "RFS specific error")
    }
}
