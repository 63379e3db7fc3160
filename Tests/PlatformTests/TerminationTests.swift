// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct TerminationTests {
    /// Waits until a child that ignores SIGTERM says that it does.
    private func start(_ text: String) throws -> ChildProcess {
        let child = try ChildProcess.spawn(script(text))
        var output = try lines(of: child)
        #expect(try output.next() == "up")
        return child
    }

    @Test func `who ignores the request is killed`() throws {
        let child = try start("trap '' TERM; echo up; while :; do sleep 1000; done")
        #expect(child.terminateGroup(grace: .milliseconds(50)) == .killed)
        #expect(try child.wait(deadline: .now) == .signalled(.kill))
    }

    @Test func `a group whose leader has ended is stopped too`() throws {
        let child = try start("(trap '' TERM; echo up; while :; do sleep 1000; done) & exit 0")
        #expect(try child.wait(deadline: .after(patience)) == .exited(0))
        #expect(child.terminateGroup(grace: .milliseconds(50)) == .killed)
        #expect(child.terminateGroup(grace: .zero) == .acknowledged)
    }

    @Test func `a process whose main thread has ended still counts as running`() throws {
        let child = try ChildProcess.spawn(command(probe, "lose-main-thread"))
        var output = try lines(of: child)
        #expect(try output.next() == "ready")
        #expect(try ProcessHandle(child.pid)?.hasEnded() == false)
        #expect(child.terminateGroup(grace: .milliseconds(50)) == .killed)
    }

    @Test func `a child that has moved to another group is stopped too`() throws {
        let child = try ChildProcess.spawn(
            command("perl", "-e", "setpgrp(0, getpgrp(getppid)); $|=1; print \"up\\n\"; sleep 1000"))
        var output = try lines(of: child)
        #expect(try output.next() == "up")
        #expect(try ProcessFacts.read(child.pid)?.group != child.pid)
        #expect(child.terminateGroup(grace: patience) == .acknowledged)
        #expect(try child.wait(deadline: .now) == .signalled(.terminate))
    }

    @Test func `who obeys is not killed`() throws {
        let child = try start("trap 'exit 9' TERM; echo up; while :; do :; done")
        #expect(child.terminateGroup(grace: patience) == .acknowledged)
        #expect(try child.wait(deadline: .now) == .exited(9))
    }

    @Test func `a stopped process gets to see the request`() throws {
        let child = try start("trap 'exit 9' TERM; echo up; kill -STOP $$; while :; do :; done")
        #expect(child.terminateGroup(grace: patience) == .acknowledged)
        #expect(try child.wait(deadline: .now) == .exited(9))
    }

    @Test func `who has ended already has acknowledged`() throws {
        let child = try ChildProcess.spawn(command("true"))
        #expect(try child.wait(deadline: .after(patience)) == .exited(0))
        #expect(child.terminateGroup(grace: .zero) == .acknowledged)
    }

    @Test func `a child in the caller's group is stopped alone`() throws {
        var command = command("sleep", "1000")
        command.placement = .sameGroup
        let child = try ChildProcess.spawn(command)
        #expect(child.terminateGroup(grace: patience) == .acknowledged)
        #expect(try child.wait(deadline: .now) == .signalled(.terminate))
    }

    @Test func `waiting and stopping from different threads agree`() throws {
        let child = try start("echo up; exec sleep 1000")
        let status = Monitor<ChildExit?>(nil)
        let waiter = try WorkerThread(name: "waiter") {
            let result = try? child.wait()
            status.withLock { $0 = result }
        }
        #expect(child.terminateGroup(grace: patience) == .acknowledged)
        #expect(waiter.join(deadline: .after(patience)))
        #expect(status.withLock { $0 } == .signalled(.terminate))
    }
}
