// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform
import Testing

@testable import Runner

/// What git is asked.
struct `A question to git about a remote` {
    private let folder: String

    init() throws {
        var name = Array("/tmp/writ-git.XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&name))
        folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A program that exits with these codes, one after the other.
    private func git(exits codes: Int...) throws -> GitProgram {
        let program = folder + "/git"
        let script = """
            #!/bin/sh
            echo >> \(folder)/calls
            set -- \(codes.map(String.init).joined(separator: " "))
            shift $(($(wc -l < \(folder)/calls) - 1))
            exit $1
            """
        try Files.replace(program, with: Array(script.utf8))
        chmod(program, 0o700)
        return GitProgram(program: program, environment: Environment.all, directory: folder)
    }

    private func calls() throws -> Int { try Files.read(folder + "/calls", limitBytes: 100).count }

    @Test func `that git answers is asked once`() throws {
        defer { try? Files.removeTree(folder) }
        #expect(try git(exits: 1).askRemote(["ls-remote"]).code == 1)
        #expect(try calls() == 1)
    }

    @Test func `is asked again when the connection broke`() throws {
        defer { try? Files.removeTree(folder) }
        #expect(try git(exits: 128, 0).askRemote(["ls-remote"]).code == 0)
        #expect(try calls() == 2)
    }

    @Test func `is not asked for ever`() throws {
        defer { try? Files.removeTree(folder) }
        #expect(try git(exits: 128, 128, 0).askRemote(["ls-remote"]).code == 128)
        #expect(try calls() == 2)
    }
}
