// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Platform

/// Long enough for a loaded machine; nothing waits for it to pass.
let patience = Duration.seconds(60)

/// The path of the program in `Tests/PlatformProbe`, which is built beside the tests.
let probe: String = {
    let tests = realpath("/proc/self/exe", nil)
    defer { free(tests) }
    let path = tests.map { String(cString: $0) } ?? ""
    return path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/platform-probe"
}()

/// A command with the test's own environment that writes to a pipe.
func command(_ executable: String, _ arguments: String...) -> ChildCommand {
    var command = ChildCommand(executable, arguments, environment: Environment.all)
    command.standardOutput = .pipe
    return command
}

/// A shell script as a command that writes to a pipe.
func script(_ text: String) -> ChildCommand { command("/bin/sh", "-c", text) }

/// Runs a command to its end, and returns what it wrote to standard output.
func output(of command: ChildCommand) throws -> String {
    let child = try ChildProcess.spawn(command)
    let output = try child.collectOutput(limitBytes: 1 << 20, deadline: .after(patience))
    return String(decoding: output.output, as: UTF8.self)
}

/// The lines that come out of a descriptor, one by one.
struct LineReader: ~Copyable {
    private let descriptor: FileDescriptor
    private var buffer: [UInt8] = []

    init(_ descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }

    /// The next line without its end, or nil at the end of the file.
    mutating func next() throws -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeSubrange(...end) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            var chunk = [UInt8](repeating: 0, count: 4_096)
            let count = try descriptor.read(into: &chunk)
            if count == 0 { return nil }
            buffer.append(contentsOf: chunk[..<count])
        }
    }
}

/// The lines of a child whose standard output is a pipe.
func lines(of child: ChildProcess) throws -> LineReader {
    guard let output = child.takeStandardOutput() else { throw SystemError("read child", code: EBADF) }
    return LineReader(output)
}

/// The command with a pipe to write to as well.
func echo(_ command: ChildCommand) -> ChildCommand {
    var command = command
    command.standardInput = .pipe
    return command
}

/// Checks that a child running `cat` has no descriptors but three, and no blocked or ignored signals; then ends it.
func checkIsFresh(_ child: ChildProcess) throws {
    guard let input = child.takeStandardInput() else { throw SystemError("write to child", code: EBADF) }
    var output = try lines(of: child)
    try input.write(Array("ready\n".utf8))
    #expect(try output.next() == "ready")
    #expect(try Files.list("/proc/\(child.pid)/fd", limitCount: 100) == ["0", "1", "2"])
    #expect(try signals("SigBlk", of: child.pid) == 0)
    // The C library keeps 32 and 33 for itself, and leaves them ignored until a new program wants them.
    #expect(try signals("SigIgn", of: child.pid).map { $0 & ~0x1_8000_0000 } == 0)
    _ = consume input
    #expect(try child.wait(deadline: .after(patience)) == .exited(0))
}

/// A set of signals from `/proc/PID/status`.
private func signals(_ name: String, of pid: ProcessID) throws -> UInt64? {
    let status = String(decoding: try Files.read("/proc/\(pid)/status", limitBytes: 1 << 20), as: UTF8.self)
    let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":\t") }
    return line.flatMap { UInt64($0.dropFirst(name.utf8.count + 2), radix: 16) }
}

/// A process id from a line of text.
func pid(_ line: String?) throws -> ProcessID {
    guard let pid = line.flatMap({ Int32($0) }).flatMap(ProcessID.init(rawValue:)) else {
        throw SystemError("read pid", path: line, code: EINVAL)
    }
    return pid
}

/// A clock that shows what it is told.
struct FixedClock: Clock {
    let milliseconds: Int64
    func now() -> Int64 { milliseconds }
}

/// A handle on a process that is there.
func handle(on pid: ProcessID) throws -> ProcessHandle {
    guard let handle = try ProcessHandle(pid) else { throw SystemError("open process", path: "\(pid)", code: ESRCH) }
    return handle
}

/// Two descriptors that are connected in some way.
struct Ends: ~Copyable {
    let near: FileDescriptor
    let far: FileDescriptor
}
