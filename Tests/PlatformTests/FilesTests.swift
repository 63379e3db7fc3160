// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WritTesting

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct FilesTests {
    @Test func `reading what is missing fails and names it`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/missing"
            let error = #expect(throws: SystemError.self) { try Files.read(path, limitBytes: 10) }
            #expect(error?.code == ENOENT)
            #expect("\(error.map { "\($0)" } ?? "")" == "could not read `\(path)`: no such file or directory")
        }
    }

    @Test func `a file over the bound is refused and the error says which bound`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.replace(directory + "/file", with: [1, 2, 3, 4])
            let error = #expect(throws: SystemError.self) { try Files.read(directory + "/file", limitBytes: 3) }
            #expect(error?.code == EFBIG)
            #expect(error?.reason == "it is larger than the bound of 3 bytes")
        }
    }

    @Test func `a file that grows without end is refused at the bound`() {
        #expect(throws: SystemError.self) { try Files.read("/proc/self/maps", limitBytes: 1) }
    }

    @Test func `a pipe or a device in the place of a file does not hold the reader up`() throws {
        try Files.withTemporaryDirectory { directory in
            #expect(mkfifo(directory + "/pipe", 0o600) == 0)
            for path in [directory + "/pipe", directory, "/dev/zero"] {
                let error = #expect(throws: SystemError.self) { try Files.read(path, limitBytes: 10) }
                #expect(error?.reason == "it is not a regular file")
            }
        }
    }

    @Test func `a folder or a device is refused also where a pipe is taken`() throws {
        try Files.withTemporaryDirectory { directory in
            for path in [directory, "/dev/zero"] {
                let error = #expect(throws: SystemError.self) { try Files.readFileOrPipe(path, limitBytes: 10) }
                #expect(error?.reason == "it is not a regular file")
            }
        }
    }

    @Test func `a pipe is read to its end where one is taken, and no further than the bound`() throws {
        let pipe = try Pipe()
        let path = "/proc/self/fd/\(pipe.readEnd.rawValue)"
        let writeEnd = pipe.writeEnd
        try writeEnd.write([1, 2, 3, 4])
        #expect(throws: SystemError.self) { try Files.readFileOrPipe(path, limitBytes: 3) }
        try writeEnd.write([5, 6])
        _ = consume writeEnd
        #expect(try Files.readFileOrPipe(path, limitBytes: 3) == [5, 6])
        _ = consume pipe.readEnd
    }

    @Test func `a path with a zero byte is refused, not cut short`() throws {
        try Files.withTemporaryDirectory { directory in
            let kept = directory + "/kept"
            try Files.replace(kept, with: [1])
            let path = kept + "\0/x"
            #expect(throws: SystemError.self) { try Files.read(path, limitBytes: 10) }
            #expect(throws: SystemError.self) { try Files.exists(path) }
            #expect(throws: SystemError.self) { try Files.remove(path) }
            #expect(throws: SystemError.self) { try Files.removeTree(path) }
            #expect(throws: SystemError.self) { try Files.replace(path, with: []) }
            #expect(throws: SystemError.self) { try Files.createDirectory(path) }
            #expect(throws: SystemError.self) { try Files.list(path, limitCount: 10) }
            #expect(try Files.exists(kept))
        }
    }

    @Test func `whether something exists is an error when it cannot be known`() throws {
        #expect(throws: SystemError.self) { try Files.exists(String(repeating: "x", count: 300)) }
        #expect(try !Files.exists("/proc/self/status/below"))
        #expect(try !Files.exists("/nowhere"))
        #expect(try Files.exists("/proc"))
    }

    @Test func `a directory with too many entries is refused and the error says which bound`() throws {
        try Files.withTemporaryDirectory { directory in
            for name in ["c", "a", "b"] { try Files.replace("\(directory)/\(name)", with: []) }
            let error = #expect(throws: SystemError.self) { try Files.list(directory, limitCount: 2) }
            #expect(error?.reason == "it has more than the bound of 2 entries")
            #expect(try Files.list(directory, limitCount: 3) == ["a", "b", "c"])
        }
    }

    @Test func `a file at the bound is read whole`() throws {
        try Files.withTemporaryDirectory { directory in
            let content = Entropy.bytes(200_000)
            try Files.replace(directory + "/file", with: content)
            #expect(try Files.read(directory + "/file", limitBytes: 200_000) == content)
            try Files.replace(directory + "/file", with: [])
            #expect(try Files.read(directory + "/file", limitBytes: 0).isEmpty)
        }
    }

    @Test func `a file is removed once`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.replace(directory + "/file", with: [1])
            try Files.remove(directory + "/file")
            #expect(try !Files.exists(directory + "/file"))
            let error = #expect(throws: SystemError.self) { try Files.remove(directory + "/file") }
            #expect(error?.code == ENOENT)
        }
    }
}
