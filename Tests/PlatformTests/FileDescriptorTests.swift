// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct FileDescriptorTests {
    @Test func `a reader that has gone is noticed without writing, and one that is there is not`() throws {
        let pipe = try Pipe()
        let writeEnd = pipe.writeEnd
        let hadGone = try writeEnd.waitForReaderToGo(deadline: .after(.zero))
        _ = consume pipe.readEnd
        let hasGone = try writeEnd.waitForReaderToGo(deadline: .never)
        #expect(!hadGone && hasGone)
    }

    @Test func `writing to a pipe that nobody reads is an error`() throws {
        let pipe = try Pipe()
        let writeEnd = pipe.writeEnd
        _ = consume pipe.readEnd
        // A child that another test is just starting may hold a copy for a moment.
        let error = #expect(throws: SystemError.self) { while true { try writeEnd.write([1]) } }
        #expect(error?.code == EPIPE)
    }

    @Test func `what comes out of a pipe is bounded`() throws {
        let pipe = try Pipe()
        try pipe.writeEnd.write(Array("hello".utf8))
        let error = #expect(throws: SystemError.self) { try pipe.readEnd.readToEnd(limitBytes: 4) }
        #expect(error?.code == EFBIG)
    }

    @Test func `a descriptor that is not open cannot be doubled`() {
        #expect(throws: SystemError.self) { _ = try FileDescriptor.duplicating(-1) }
    }

    @Test func `a descriptor is closed with its owner and closed on exec`() throws {
        let pipe = try Pipe()
        let writeEnd = pipe.writeEnd
        let readEnd = pipe.readEnd
        #expect(fcntl(readEnd.rawValue, F_GETFD) == FD_CLOEXEC)
        let second = try FileDescriptor.duplicating(writeEnd.rawValue)
        #expect(second.rawValue > 2)
        #expect(fcntl(second.rawValue, F_GETFD) == FD_CLOEXEC)
        _ = consume writeEnd
        _ = consume second
        #expect(try readEnd.readToEnd(limitBytes: 0).isEmpty)
    }

    @Test func `a descriptor that was released stays open`() throws {
        let pipe = try Pipe()
        let number = try FileDescriptor.duplicating(pipe.readEnd.rawValue).release()
        #expect(fcntl(number, F_GETFD) == FD_CLOEXEC)
        _ = FileDescriptor(owning: number)
    }
}
