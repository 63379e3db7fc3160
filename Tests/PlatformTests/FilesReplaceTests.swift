// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WritTesting

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct FilesReplaceTests {
    private func mode(of path: String) -> UInt32 {
        var facts = stat()
        return lstat(path, &facts) == 0 ? facts.st_mode & 0o7777 : .max
    }

    @Test func `a replacement that fails leaves nothing behind`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.createDirectory(directory + "/taken")
            #expect(throws: SystemError.self) { try Files.replace(directory + "/taken", with: [1]) }
            #expect(throws: SystemError.self) { try Files.replace(directory + "/missing/file", with: [1]) }
            #expect(try Files.list(directory, limitCount: 10) == ["taken"])
        }
    }

    @Test func `a link is replaced and what it points to is not touched`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.replace(directory + "/target", with: [1])
            #expect(symlink("target", directory + "/link") == 0)
            try Files.replace(directory + "/link", with: [2])
            #expect(try Files.read(directory + "/target", limitBytes: 10) == [1])
            #expect(try Files.read(directory + "/link", limitBytes: 10) == [2])
        }
    }

    @Test(arguments: [0o600, 0o644, 0o777, 0o400]) func `the file has exactly the mode asked for`(mode: UInt32) throws {
        try Files.withTemporaryDirectory { directory in
            try Files.replace(directory + "/file", with: [1], mode: mode)
            #expect(self.mode(of: directory + "/file") == mode)
        }
    }

    @Test func `readers see the old content or the new and nothing else`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/file"
            let contents = [[UInt8](repeating: 1, count: 100_000), [UInt8](repeating: 2, count: 50_000)]
            try Files.replace(path, with: contents[0])
            let isOver = Monitor(false)
            let writer = try WorkerThread(name: "writer") {
                for round in 0..<50 { try? Files.replace(path, with: contents[round % 2]) }
                isOver.withLock { $0 = true }
            }
            while !isOver.withLock({ $0 }) {
                #expect(contents.contains(try Files.read(path, limitBytes: 1 << 20)))
            }
            writer.join()
            #expect(try Files.list(directory, limitCount: 10) == ["file"])
        }
    }

    @Test func `a file in the working directory and one in the root have a directory`() throws {
        let error = #expect(throws: SystemError.self) { try Files.replace("/proc/nothing-here", with: []) }
        #expect(error?.path?.hasPrefix("/proc/.writ-") == true)
        let relative = #expect(throws: SystemError.self) { try Files.replace("missing/file", with: []) }
        #expect(relative?.path?.hasPrefix("missing/.writ-") == true)
    }

    @Test func `directories are made with all above them and mode 0700`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.createDirectory(directory + "/a//b/c/")
            for path in ["/a", "/a/b", "/a/b/c"] { #expect(mode(of: directory + path) == 0o700) }
            try Files.createDirectory(directory + "/a/b")
        }
    }

    @Test func `a directory is not made where a file is or below one`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.replace(directory + "/file", with: [1])
            #expect(throws: SystemError.self) { try Files.createDirectory(directory + "/file") }
            #expect(throws: SystemError.self) { try Files.createDirectory(directory + "/file/below") }
            #expect(throws: SystemError.self) { try Files.createDirectory("") }
        }
    }

    @Test func `a tree is removed without following links`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.createDirectory(directory + "/outside")
            try Files.replace(directory + "/outside/kept", with: [1])
            try Files.createDirectory(directory + "/tree/a/b")
            try Files.replace(directory + "/tree/a/file", with: [1])
            #expect(symlink("../../outside", directory + "/tree/a/link") == 0)
            try Files.removeTree(directory + "/tree")
            #expect(try Files.list(directory, limitCount: 10) == ["outside"])
            #expect(try Files.exists(directory + "/outside/kept"))
        }
    }

    @Test func `a tree that is too deep is left to its owner`() throws {
        try Files.withTemporaryDirectory { directory in
            let half = directory + String(repeating: "/d", count: Files.treeDepthMax / 2)
            try Files.createDirectory(half + String(repeating: "/d", count: Files.treeDepthMax / 2))
            let error = #expect(throws: SystemError.self) { try Files.removeTree(directory) }
            #expect(error?.code == ELOOP)
            try Files.removeTree(half)
        }
    }

    @Test func `a link to a directory is not taken for a tree`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.createDirectory(directory + "/real")
            #expect(symlink("real", directory + "/link") == 0)
            #expect(throws: SystemError.self) { try Files.removeTree(directory + "/link") }
            #expect(throws: SystemError.self) { try Files.removeTree(directory + "/missing") }
            #expect(try Files.exists(directory + "/real"))
        }
    }

    @Test func `a temporary directory goes with its content, also when the body fails`() throws {
        struct Failure: Error {}
        var path = ""
        #expect(throws: Failure.self) {
            try Files.withTemporaryDirectory { directory in
                path = directory
                #expect(mode(of: directory) == 0o700)
                try Files.replace(directory + "/file", with: [1])
                throw Failure()
            }
        }
        #expect(try !Files.exists(path))
    }
}
