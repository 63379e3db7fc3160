// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(5))) struct ChildOutputTests {
    @Test func `at the deadline there is what was written and no status`() throws {
        let child = try ChildProcess.spawn(script("echo early; exec sleep 1000"))
        let output = try child.collectOutput(limitBytes: 100, deadline: .after(.milliseconds(200)))
        #expect(output.status == nil)
        #expect(output.error.isEmpty)
        #expect(child.terminateGroup(grace: patience) == .acknowledged)
    }

    @Test func `what exceeds the bound is dropped and the child goes on`() throws {
        var command = script("head -c 1000000 /dev/zero; echo done >&2")
        command.standardError = .pipe
        let output = try ChildProcess.spawn(command).collectOutput(limitBytes: 5, deadline: .after(patience))
        #expect(output.status == .exited(0))
        #expect(output.output == [0, 0, 0, 0, 0])
        #expect(output.outputWasCut)
        #expect(output.error == Array("done\n".utf8))
        #expect(!output.errorWasCut)
    }

    @Test func `a descendant that keeps the pipe does not hold the caller up`() throws {
        let child = try ChildProcess.spawn(script("(exec sleep 1000) & echo $!"))
        let output = try child.collectOutput(limitBytes: 100, deadline: .after(patience))
        #expect(output.status == .exited(0))
        let sleeper = try pid(String(decoding: output.output.dropLast(), as: UTF8.self))
        try ProcessHandle(sleeper)?.send(.kill)
    }

    @Test func `a descendant that writes without end does not hold the caller up`() throws {
        let child = try ChildProcess.spawn(script("yes & exit 4"))
        let output = try child.collectOutput(limitBytes: 1 << 30, deadline: .after(patience))
        #expect(output.status == .exited(4))
        #expect(child.terminateGroup(grace: .zero) != .unknown)
    }

    @Test func `a child that does not read its input ends as it likes`() throws {
        var command = script("exit 3")
        command.standardInput = .pipe
        let child = try ChildProcess.spawn(command)
        let output = try child.collectOutput(
            input: [UInt8](repeating: 0, count: 1 << 20), limitBytes: 100, deadline: .after(patience))
        #expect(output.status == .exited(3))
    }

    @Test func `a child without pipes gives nothing`() throws {
        var command = script("echo lost")
        command.standardOutput = .null
        let output = try ChildProcess.spawn(command).collectOutput(limitBytes: 100, deadline: .after(patience))
        #expect(output.status == .exited(0))
        #expect(output.output.isEmpty && output.error.isEmpty)
    }

    @Test func `a hundred megabytes on both streams arrive whole`() throws {
        let count = 100 << 20
        var command = script("head -c \(count) /dev/zero & head -c \(count) /dev/zero | tr '\\0' x >&2; wait")
        command.standardError = .pipe
        let child = try ChildProcess.spawn(command)
        let output = try child.collectOutput(limitBytes: count, deadline: .after(.seconds(240)))
        #expect(output.status == .exited(0))
        #expect(output.output.count == count && !output.outputWasCut)
        #expect(output.error.count == count && !output.errorWasCut)
        #expect(output.error.last == UInt8(ascii: "x"))
    }

    @Test func `what goes in comes out while both are larger than a pipe`() throws {
        var command = command("cat")
        command.standardInput = .pipe
        let input = Entropy.bytes(3 << 20)
        let child = try ChildProcess.spawn(command)
        let output = try child.collectOutput(input: input, limitBytes: input.count, deadline: .after(patience))
        #expect(output.output == input)
        #expect(output.status == .exited(0))
    }

    @Test func `without input the child finds the end at once`() throws {
        var command = command("cat")
        command.standardInput = .pipe
        let output = try ChildProcess.spawn(command).collectOutput(limitBytes: 1, deadline: .after(patience))
        #expect(output.status == .exited(0))
    }
}
