// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A running `ledger-writer`. Ended, if it still runs, and waited for when the last reference goes.
// SAFETY: each test uses its process from one thread at a time.
final class ChildProcess: @unchecked Sendable {
    private let process: pid_t
    private var input: Int32
    private let output: Int32
    private var pending: [UInt8] = []
    private var isReaped = false

    init(_ arguments: String...) {
        (process, input, output) = Self.starting.withLock { _ in
            let (input, output) = (Self.pipe(), Self.pipe())
            let process = Self.spawn([Self.program] + arguments, input: input.read, output: output.write)
            close(input.read)
            close(output.write)
            return (process, input.write, output.read)
        }
    }

    deinit {
        kill()
        endInput()
        close(output)
    }

    /// The next line of the output, or nil at its end.
    func nextLine() -> String? {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { return nil }
            pending.append(contentsOf: buffer[..<count])
        }
    }

    /// All further lines, up to the end of the output.
    func remainingLines() -> [String] {
        var lines: [String] = []
        while let line = nextLine() { lines.append(line) }
        return lines
    }

    func endInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Ends the process on the spot, as `kill -9` does.
    func kill() {
        guard !isReaped else { return }
        Glibc.kill(process, SIGKILL)
        wait()
    }

    /// Waits for the process to end of itself.
    func wait() {
        guard !isReaped else { return }
        waitpid(process, nil, 0)
        isReaped = true
    }

    /// The program is built beside the tests.
    private static let program: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let tests = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return tests.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/ledger-writer"
    }()

    /// One at a time, so that no process inherits the pipes of another before they are marked.
    private static let starting = Mutex(())

    private static func pipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        precondition(Glibc.pipe(&ends) == 0, "no pipe: errno \(errno)")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(_ arguments: [String], input: Int32, output: Int32) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        let strings = arguments.map { strdup($0) }
        defer { for string in strings { free(string) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, arguments[0], &actions, nil, strings + [nil], environ)
        precondition(code == 0, "cannot start \(arguments[0]): \(code)")
        return process
    }
}
