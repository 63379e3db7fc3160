// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WritTesting

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct FileLockTests {
    @Test func `who comes second is told who holds the lock`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/lock"
            let lock = try FileLock(path)
            let error = #expect(throws: SystemError.self) { _ = try FileLock(path) }
            #expect(error?.code == EWOULDBLOCK)
            #expect(error?.reason == "process \(getpid()) holds it")
            #expect(try FileLock.holder(of: path) == .current)
            withExtendedLifetime(lock) {}
        }
    }

    @Test func `a holder that cannot be read is another process`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/lock"
            let lock = try FileLock(path)
            #expect(truncate(path, 0) == 0)
            let error = #expect(throws: SystemError.self) { _ = try FileLock(path) }
            #expect(error?.reason == "another process holds it")
            withExtendedLifetime(lock) {}
        }
    }

    @Test func `a link in the place of the lock is not followed`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.replace(directory + "/target", with: [1])
            #expect(symlink("target", directory + "/lock") == 0)
            #expect(throws: SystemError.self) { _ = try FileLock(directory + "/lock") }
            #expect(try Files.read(directory + "/target", limitBytes: 10) == [1])
        }
    }

    @Test func `who looks whether a lock is held hinders nobody else who looks, and changes nothing`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/lock"
            #expect(try FileLock.isHeld(path) == nil)
            let lock = try FileLock(path)
            #expect(try FileLock.isHeld(path) == true)
            #expect(try FileLock.holder(of: path) == .current)
            _ = consume lock
            let other = try ChildProcess.spawn(
                command("flock", "--shared", path, "sh", "-c", "echo up; exec sleep 1000"))
            var output = try lines(of: other)
            #expect(try output.next() == "up")
            #expect(try FileLock.isHeld(path) == false)
            #expect(other.terminateGroup(grace: .zero) != .unknown)
        }
    }

    @Test func `a lock that was given back is free and names nobody`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/lock"
            do { _ = try FileLock(path) }
            #expect(try FileLock.holder(of: path) == nil)
            _ = try FileLock(path)
        }
    }

    @Test func `a lock whose holder was killed is free`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/lock"
            let holder = try ChildProcess.spawn(
                command("flock", "--exclusive", path, "sh", "-c", "echo up; exec sleep 1000"))
            var output = try lines(of: holder)
            #expect(try output.next() == "up")
            #expect(throws: SystemError.self) { _ = try FileLock(path) }
            #expect(holder.terminateGroup(grace: .zero) != .unknown)
            _ = try FileLock(path)
        }
    }

    @Test func `who takes the file away as it gives the lock back leaves others one lock, not two`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/lock"
            let holders = Monitor((now: 0, most: 0, turns: 0))
            let threads = try (0..<4).map { number in
                try WorkerThread(name: "taker \(number)") {
                    while holders.withLock({ $0.turns }) < 400 {
                        guard let lock = try? FileLock(path) else { continue }
                        holders.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.turns + 1) }
                        sched_yield()
                        holders.withLock { $0.now -= 1 }
                        try? lock.removeFile()
                    }
                }
            }
            for thread in threads { #expect(thread.join(deadline: .after(patience))) }
            #expect(holders.withLock { $0.most } == 1)
        }
    }

    @Test func `children do not keep the lock`() throws {
        try Files.withTemporaryDirectory { directory in
            let path = directory + "/lock"
            var lock: FileLock? = try FileLock(path)
            var command = command("cat")
            command.standardInput = .pipe
            let child = try ChildProcess.spawn(command)
            lock = nil
            _ = try FileLock(path)
            #expect(try child.wait(deadline: .now) == nil)
            _ = child.takeStandardInput()
            #expect(try child.wait(deadline: .after(patience)) == .exited(0))
            _ = lock
        }
    }
}
