// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct SupervisedExecTests {
    private func supervised(_ arguments: String...) -> ChildCommand {
        var command = ChildCommand(probe, ["supervise", "parent"] + arguments, environment: Environment.all)
        command.standardOutput = .pipe
        return command
    }

    private func filterCount(of pid: ProcessID) throws -> Int {
        let facts = try #require(try ProcessFacts.read(pid))
        return try #require(facts.seccompFilterCount)
    }

    @Test func `without its supervisor no program starts`() throws {
        let child = try ChildProcess.spawn(command(probe, "supervise", "1", "/bin/echo", "started"))
        let output = try child.collectOutput(limitBytes: 1_000, deadline: .after(patience))
        #expect(output.status == .exited(1))
        let text = String(decoding: output.output, as: UTF8.self)
        #expect(text == "failed: could not supervise `/bin/echo`: its supervisor, process 1, has ended\n")
    }

    @Test func `a program that is not there is an error`() throws {
        let text = try output(of: supervised("/nowhere/program"))
        #expect(text == "failed: could not start `/nowhere/program`: no such file or directory\n")
    }

    @Test func `a program dies with its supervisor`() throws {
        let shell = try ChildProcess.spawn(
            script("'\(probe)' supervise $$ /bin/sh -c 'echo $$; exec sleep 1000' & wait"))
        var output = try lines(of: shell)
        let program = try handle(on: try pid(try output.next()))
        #expect(try !program.hasEnded())
        try shell.send(.kill)
        #expect(try program.waitForEnd(deadline: .after(patience)))
    }

    @Test func `a program outlives the thread that asked for it`() throws {
        let started = Monitor<ChildProcess?>(nil)
        var command = supervised("cat")
        command.standardInput = .pipe
        let request = command
        try WorkerThread(name: "short-lived") {
            let child = try? ChildProcess.spawn(request)
            started.withLock { $0 = child }
        }.join()
        let child = try #require(started.withLock { $0 })
        let output = try child.collectOutput(
            input: Array("alive".utf8), limitBytes: 100, deadline: .after(patience))
        #expect(output.status == .exited(0))
        #expect(output.output == Array("alive".utf8))
    }

    @Test func `a descendant cannot shake off the mark`() throws {
        let own = try filterCount(of: .current)
        let daemon = "exec env -i setsid --fork /bin/sh -c '(echo $$; exec sleep 1000) & exit'"
        let child = try ChildProcess.spawn(supervised("/bin/sh", "-c", daemon))
        var output = try lines(of: child)
        let session = try pid(try output.next())
        #expect(try child.wait(deadline: .after(patience)) == .exited(0))
        let orphan = try #require(
            try ProcessTable.stats().first { $0.session == session && $0.pid != session })
        let facts = try #require(try ProcessFacts.read(orphan.pid))
        #expect(facts.session != child.pid && facts.group != child.pid)
        #expect(try !ProcessTable.descendants(of: child.pid).contains(orphan.pid))
        #expect(facts.seccompFilterCount == own + 1)
        #expect(facts.forbidsNewPrivileges)
        try ProcessHandle(orphan.pid)?.send(.kill)
    }

    @Test func `marks add up when a supervised program supervises`() throws {
        let own = try filterCount(of: .current)
        var command = supervised(probe, "supervise", "parent", "cat")
        command.standardInput = .pipe
        let child = try ChildProcess.spawn(command)
        let input = child.takeStandardInput()
        while try ProcessFacts.read(child.pid)?.name != "cat" { sched_yield() }
        #expect(try filterCount(of: child.pid) == own + 2)
        _ = consume input
        #expect(try child.wait(deadline: .after(patience)) == .exited(0))
    }

    @Test func `a process that is not supervised has no more filters than this one`() throws {
        let child = try ChildProcess.spawn(command("sleep", "1000"))
        #expect(try filterCount(of: child.pid) == filterCount(of: .current))
        #expect(child.terminateGroup(grace: patience) == .acknowledged)
    }

    @Test func `the program finds arguments, environment and working directory as they were given`() throws {
        var command = supervised("/bin/sh", "-c", "echo \"$0 $A\"; pwd", "a b")
        command.environment["A"] = "value"
        command.workingDirectory = "/proc"
        #expect(try output(of: command) == "a b value\n/proc\n")
    }

    @Test func `the program starts without descriptors, blocked and ignored signals`() throws {
        try checkIsFresh(try ChildProcess.spawn(echo(supervised("cat"))))
    }
}

@Suite(.timeLimit(.minutes(2))) struct SubreaperTests {
    @Test func `orphans come to the subreaper, which clears them away and nothing else`() throws {
        let text = try output(
            of: command(probe, "adopt", "(setsid sh -c 'echo $$; exec sleep 1000' &) | { read pid; echo $pid; }"))
        let expected = """
            adopted: true
            reaped while it runs: 0
            ended: true
            reaped: true
            own child still known: true

            """
        #expect(text == expected)
    }
}
