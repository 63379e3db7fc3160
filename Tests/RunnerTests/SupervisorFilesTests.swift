// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Platform
import Testing
import WritTesting

@testable import Runner

/// What supervisors leave beside the socket.
struct `The files of supervisors` {
    private let session = SessionID(high: 1, low: 2)
    private var end: SupervisorFiles.End {
        SupervisorFiles.End(attempt: Attempt(session: session, epoch: 3), secret: [4, 5, 6])
    }

    private func withFiles<Result>(_ body: (SupervisorFiles, _ folder: String) throws -> Result) throws -> Result {
        try Files.withTemporaryDirectory { directory in
            try body(SupervisorFiles(socketPath: directory + "/socket"), directory + "/sessions")
        }
    }

    @Test func `hold no end before one is kept`() throws {
        try withFiles { files, _ in
            #expect(try files.ends().isEmpty)
            try files.forgetEnd(of: session)
        }
    }

    @Test func `hold an end until it is forgotten`() throws {
        try withFiles { files, _ in
            try files.keep(end)
            #expect(try files.ends() == [end])
            try files.forgetEnd(of: session)
            #expect(try files.ends().isEmpty)
        }
    }

    @Test func `may have among them what is no end`() throws {
        try withFiles { files, folder in
            try files.keep(end)
            for (name, content) in [
                (SessionID(high: 3, low: 1).text + ".ended", #"{"epoch":0,"credential":"AAAA"}"#),
                (SessionID(high: 3, low: 2).text + ".ended", String(repeating: " ", count: 2000)),
                ("nobody.ended", "{}"), (session.text, ""),
            ] {
                try Files.replace("\(folder)/\(name)", with: Array(content.utf8))
            }
            try Files.createDirectory("\(folder)/\(SessionID(high: 3, low: 3).text).ended")
            #expect(try files.ends() == [end])
        }
    }

    @Test func `tell whether a supervisor lives`() throws {
        try withFiles { files, _ in
            #expect(try files.isHeld(session) == nil)
            let lock = try files.lock(session)
            #expect(try files.isHeld(session) == true)
            let error = #expect(throws: SystemError.self) { _ = try files.lock(session) }
            #expect(error?.isHeldElsewhere == true)
            _ = consume lock
            #expect(try files.isHeld(session) == false)
        }
    }

    @Test func `keep a lock that is held, whoever wants it away`() throws {
        try withFiles { files, _ in
            let lock = try files.lock(session)
            try files.removeLock(of: session)
            #expect(try files.isHeld(session) == true)
            _ = consume lock
            try files.removeLock(of: session)
            #expect(try files.isHeld(session) == nil)
        }
    }
}
