// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WritTesting

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct ChildProcessTests {
    @Test func `a program that is not on the path is not found`() {
        let error = #expect(throws: SystemError.self) { try ChildProcess.spawn(command("no-such-program")) }
        #expect(
            "\(error.map { "\($0)" } ?? "")"
                == "could not find program `no-such-program`: there is no such program on the path")
        #expect(throws: SystemError.self) { try ChildProcess.spawn(command("")) }
    }

    @Test func `the working directory and relative parts of the path do not count as the path`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.replace(directory + "/tool", with: Array("#!/bin/sh\n".utf8), mode: 0o700)
            for path in ["", ":", ".", "::/nowhere:."] {
                var command = ChildCommand("tool", environment: ["PATH": path], workingDirectory: directory)
                #expect(throws: SystemError.self) { try ChildProcess.spawn(command) }
                command.environment = ["PATH": directory]
                #expect(try ChildProcess.spawn(command).wait() == .exited(0))
            }
        }
    }

    @Test func `directories and files that cannot be executed are passed over on the path`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.createDirectory(directory + "/a/tool")
            try Files.createDirectory(directory + "/b")
            try Files.replace(directory + "/b/tool", with: [], mode: 0o600)
            let environment = ["PATH": "\(directory)/a:\(directory)/b"]
            let error = #expect(throws: SystemError.self) {
                try ChildProcess.spawn(ChildCommand("tool", environment: environment))
            }
            #expect(error?.code == ENOENT)
        }
    }

    @Test func `what cannot be executed is an error of the start`() throws {
        let error = #expect(throws: SystemError.self) { try ChildProcess.spawn(command("/nowhere/program")) }
        #expect(
            "\(error.map { "\($0)" } ?? "")"
                == "could not start `/nowhere/program`: no such file or directory")
        #expect(throws: SystemError.self) { try ChildProcess.spawn(command("/etc/passwd")) }
    }

    @Test func `a working directory that cannot be entered is named`() {
        var command = command("true")
        command.workingDirectory = "/nowhere"
        let error = #expect(throws: SystemError.self) { try ChildProcess.spawn(command) }
        #expect("\(error.map { "\($0)" } ?? "")" == "could not enter directory `/nowhere`: no such file or directory")
    }

    @Test func `an argument or variable that C would cut short is refused and not shown`() {
        let argument = #expect(throws: SystemError.self) { try ChildProcess.spawn(command("true", "secret\0x")) }
        #expect("\(argument.map { "\($0)" } ?? "")" == "could not start `true`: an argument contains a zero byte")
        for (name, value) in [("A=B", "secret"), ("", "secret"), ("A\0", "secret"), ("A", "secret\0")] {
            var command = command("true")
            command.environment[name] = value
            let error = #expect(throws: SystemError.self) { try ChildProcess.spawn(command) }
            #expect(error?.operation == "set variable")
            #expect(error.map { "\($0)".contains("secret") } == false)
        }
    }

    @Test func `a descriptor that is not open cannot be a stream`() {
        var command = command("true")
        command.standardError = .descriptor(-1)
        #expect(throws: SystemError.self) { try ChildProcess.spawn(command) }
    }

    @Test func `a child that cannot be held on to is not left running`() throws {
        let text = try output(of: command(probe, "exhaust-descriptors"))
        #expect(text == "could not open process: too many open files\nleft running: 0\n")
    }

    @Test func `a child that runs on has no status at the deadline`() throws {
        let child = try ChildProcess.spawn(script("exec sleep 1000"))
        #expect(try child.wait(deadline: .after(.milliseconds(5))) == nil)
        try child.send(.kill)
        #expect(try child.wait(deadline: .after(patience)) == .signalled(.kill))
    }

    @Test func `an ended child can be asked again and takes signals without effect`() throws {
        let child = try ChildProcess.spawn(script("exit 7"))
        #expect(try child.wait(deadline: .after(patience)) == .exited(7))
        #expect(try child.wait(deadline: .now) == .exited(7))
        try child.send(.terminate)
        #expect(try child.wait() == .exited(7))
    }

    @Test func `a child starts without the caller's descriptors, blocked and ignored signals`() throws {
        let pipe = try Pipe()
        let leaked = fcntl(pipe.readEnd.rawValue, F_DUPFD, 3)
        defer { close(leaked) }
        let started = Monitor<ChildProcess?>(nil)
        try WorkerThread(name: "masked") {
            let child = try? ChildProcess.spawn(echo(command("cat")))
            started.withLock { $0 = child }
        }.join()
        try checkIsFresh(try #require(started.withLock { $0 }))
    }

    @Test func `arguments, environment and working directory arrive as they are`() throws {
        try Files.withTemporaryDirectory { directory in
            var command = command("/bin/sh", "-c", "pwd; echo \"$0|$1|$A|$HOME\"; env | wc -l", "a b", "ü\n'\"$x")
            command.environment = ["A": "1=2", "PATH": "/usr/bin:/bin"]
            command.workingDirectory = directory
            let text = try output(of: command)
            #expect(text.hasPrefix("\(directory)\na b|ü\n'\"$x|1=2|\n"))
        }
    }

    @Test func `a program named with a slash is relative to the child's directory`() throws {
        try Files.withTemporaryDirectory { directory in
            try Files.replace(directory + "/tool", with: Array("#!/bin/sh\nexit 3\n".utf8), mode: 0o700)
            let command = ChildCommand("./tool", environment: [:], workingDirectory: directory)
            #expect(try ChildProcess.spawn(command).wait() == .exited(3))
        }
    }

    @Test func `streams may be exchanged for each other`() throws {
        try Files.withTemporaryDirectory { directory in
            let flags = O_WRONLY | O_CREAT
            let first = try FileDescriptor.open(directory + "/first", flags, mode: 0o600)
            let second = try FileDescriptor.open(directory + "/second", flags, mode: 0o600)
            var command = script("echo out; echo err >&2")
            command.standardOutput = .descriptor(second.rawValue)
            command.standardError = .descriptor(first.rawValue)
            #expect(try ChildProcess.spawn(command).wait() == .exited(0))
            #expect(try Files.read(directory + "/first", limitBytes: 10) == Array("err\n".utf8))
            #expect(try Files.read(directory + "/second", limitBytes: 10) == Array("out\n".utf8))
        }
    }

    @Test func `null gives nothing to read and swallows what is written`() throws {
        var command = command("/bin/sh", "-c", "cat; cat /dev/zero | head -c 1000000")
        command.standardOutput = .null
        #expect(try ChildProcess.spawn(command).wait(deadline: .after(patience)) == .exited(0))
    }

    @Test(arguments: [(ChildPlacement.sameGroup, false, false), (.newGroup, true, false), (.newSession, true, true)])
    func `a child is placed as asked`(placement: ChildPlacement, leadsGroup: Bool, leadsSession: Bool) throws {
        var command = command("cat")
        command.placement = placement
        command.standardInput = .pipe
        let child = try ChildProcess.spawn(command)
        let facts = try #require(try ProcessFacts.read(child.pid))
        let own = try #require(try ProcessFacts.read(.current))
        #expect(facts.group == (leadsGroup ? child.pid : own.group))
        #expect(facts.session == (leadsSession ? child.pid : own.session))
        _ = child.takeStandardInput()
        #expect(try child.wait(deadline: .after(patience)) == .exited(0))
    }

    @Test func `a status and a signal have words`() {
        #expect("\(ChildExit.exited(1))" == "exited with 1")
        #expect("\(ChildExit.signalled(.kill))" == "ended by SIGKILL")
        #expect("\(ProcessSignal(rawValue: 64))" == "signal 64")
    }
}
