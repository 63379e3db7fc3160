// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WritTesting

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct LogTests {
    private let clock = FixedClock(milliseconds: 0)

    /// Two ends of a connected unix socket.
    private func socketPair() throws -> Ends {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
            throw SystemError("make sockets", code: errno)
        }
        return Ends(near: FileDescriptor(owning: ends[0]), far: FileDescriptor(owning: ends[1]))
    }

    /// Logs into a descriptor that nobody reads, then reads it all and checks that the lines in it are whole.
    private func checkOverflow(from readEnd: borrowing FileDescriptor, to writeEnd: borrowing FileDescriptor) throws {
        let log = try Log(descriptor: writeEnd.rawValue, clock: clock)
        let filler = String(repeating: "x", count: 9_000)
        for number in 0..<200 { log.info("filled", ["number": .integer(Int64(number)), "filler": .string(filler)]) }
        #expect(log.droppedLineCount > 0)
        #expect(fcntl(writeEnd.rawValue, F_GETFL) & O_NONBLOCK == 0)
        try readEnd.setNonblocking()
        var text = try drain(readEnd)
        log.info("last")
        #expect(log.droppedLineCount < 200)
        text += try drain(readEnd)
        let lines = text.split(separator: "\n")
        #expect(lines.count + log.droppedLineCount == 201)
        #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":") && $0.hasSuffix("}") })
        #expect(lines.last?.contains("\"last\"") == true)
    }

    private func drain(_ descriptor: borrowing FileDescriptor) throws -> String {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            do {
                let count = try descriptor.read(into: &chunk)
                if count == 0 { break }
                content.append(contentsOf: chunk[..<count])
            } catch {
                #expect(error.code == EAGAIN)
                break
            }
        }
        return String(decoding: content, as: UTF8.self)
    }

    @Test func `a descriptor that is not open cannot be logged to`() {
        #expect(throws: SystemError.self) { try Log(descriptor: -1, clock: clock) }
    }

    @Test func `a pipe that nobody reads costs lines, not time, and no line is torn`() throws {
        let pipe = try Pipe()
        try checkOverflow(from: pipe.readEnd, to: pipe.writeEnd)
    }

    @Test func `a socket that nobody reads costs lines, not time, and no line is torn`() throws {
        let pair = try socketPair()
        try checkOverflow(from: pair.near, to: pair.far)
    }

    @Test func `a pipe whose reader is gone costs lines`() throws {
        let pipe = try Pipe()
        let readEnd = pipe.readEnd
        let log = try Log(descriptor: pipe.writeEnd.rawValue, clock: clock)
        _ = consume readEnd
        // A child that another test is just starting may hold a copy for a moment.
        while log.droppedLineCount == 0 { log.info("lost") }
    }

    @Test func `lines below the level are not written nor computed`() throws {
        let pipe = try Pipe()
        let log = try Log(descriptor: pipe.writeEnd.rawValue, level: .warning, clock: clock)
        var computed = 0
        func field() -> LogValue {
            computed += 1
            return "x"
        }
        log.debug("a", ["x": field()])
        log.info("b", ["x": field()])
        log.warning("c", ["x": field()])
        log.error("d")
        let writeEnd = pipe.writeEnd
        _ = consume writeEnd
        _ = consume log
        let text = String(decoding: try pipe.readEnd.readToEnd(limitBytes: 1_000), as: UTF8.self)
        #expect(computed == 1)
        #expect(
            text == """
                {"time":"1970-01-01T00:00:00.000Z","level":"warning","event":"c","x":"x"}
                {"time":"1970-01-01T00:00:00.000Z","level":"error","event":"d"}

                """)
    }

    @Test func `lines of many threads in a file are whole and in full number`() throws {
        try Files.withTemporaryDirectory { directory in
            let file = try FileDescriptor.open(directory + "/log", O_WRONLY | O_CREAT, mode: 0o600)
            let log = try Log(descriptor: file.rawValue, clock: clock)
            let threads = try (0..<4).map { thread in
                try WorkerThread(name: "logger") {
                    for number in Int64(0)..<500 {
                        log.info("e", ["thread": .integer(Int64(thread)), "n": .integer(number)])
                    }
                }
            }
            for thread in threads { thread.join() }
            let text = String(decoding: try Files.read(directory + "/log", limitBytes: 1 << 20), as: UTF8.self)
            let lines = text.split(separator: "\n")
            #expect(Set(lines).count == 2_000)
            #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":") && $0.hasSuffix("}") })
            #expect(log.droppedLineCount == 0)
        }
    }
}
