// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform
import Testing
import WritTesting

@testable import AuthorityClient

/// Who is spoken to on an authority's socket.
struct ListenerCheckTests {
    /// What is wrong with this very process as the listener.
    private func fault(lock: String?) throws -> String? {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        return ListenerCheck(lock: lock).fault(socket: ends[0])
    }

    @Test func `a process of the same user that works under no mission is spoken to`() throws {
        #expect(try fault(lock: nil) == nil)
    }

    @Test func `the process that holds the home's lock is spoken to, and no other`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/lock"
            #expect(try fault(lock: path)?.contains("is not the one that holds") == true)
            let lock = try FileLock(path)
            #expect(try fault(lock: path) == nil)
            _ = consume lock
            try Files.replace(path, with: Array("1\n".utf8))
            #expect(try fault(lock: path)?.contains("is not the one that holds") == true)
        }
    }

    @Test func `what is no connection to a process is not spoken to`() {
        #expect(ListenerCheck(lock: nil).fault(socket: -1) != nil)
    }
}
