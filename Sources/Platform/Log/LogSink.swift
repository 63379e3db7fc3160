// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A descriptor that lines are written to, whole, and never waited for.
struct LogSink: ~Copyable, Sendable {
    /// What a pipe that is ready for writing takes at once (pipe(7), PIPE_BUF).
    private static let pieceBytes = 4_096
    private static let sendFlags = Int32(truncatingIfNeeded: Int(MSG_DONTWAIT) | Int(MSG_NOSIGNAL))

    private let descriptor: FileDescriptor
    private let isSocket: Bool
    /// The rest of a line whose start is written.
    private var backlog: ArraySlice<UInt8> = []

    /// Works on a descriptor of its own: the caller's may be closed, and keeps blocking if it did.
    init(_ rawValue: Int32) throws(SystemError) {
        BrokenPipe.ignore()
        var facts = stat()
        guard fstat(rawValue, &facts) == 0 else {
            throw SystemError("log to descriptor", path: "\(rawValue)", code: errno)
        }
        descriptor = try Self.ownDescriptor(for: rawValue)
        isSocket = facts.st_mode & S_IFMT == S_IFSOCK
    }

    /// A second open file for the same pipe or terminal, so that no other user of the first stops blocking.
    ///
    /// For a socket, and where the system refuses, a second descriptor: it is asked before each write.
    private static func ownDescriptor(for rawValue: Int32) throws(SystemError) -> FileDescriptor {
        let flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let number = Glibc.open("/proc/self/fd/\(rawValue)", flags)
        return number < 0 ? try .duplicating(rawValue) : FileDescriptor(owning: number)
    }

    /// Writes the line, or nothing of it.
    ///
    /// The rest of a line that is cut short goes out before the next.
    ///
    /// - Returns: false when the line was dropped.
    mutating func write(_ line: [UInt8]) -> Bool {
        writeBacklog()
        guard backlog.isEmpty else { return false }
        backlog = line[...]
        writeBacklog()
        if backlog.count < line.count { return true }
        backlog = []
        return false
    }

    private mutating func writeBacklog() {
        while !backlog.isEmpty {
            let count = writePiece()
            if count <= 0 { return }
            backlog = backlog.dropFirst(count)
        }
    }

    private func writePiece() -> Int {
        let piece = backlog.prefix(Self.pieceBytes)
        return piece.withUnsafeBytes { buffer in
            if isSocket {
                return send(descriptor.rawValue, buffer.baseAddress, buffer.count, Self.sendFlags)
            }
            var polled = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
            guard poll(&polled, 1, 0) == 1 else { return 0 }
            return Glibc.write(descriptor.rawValue, buffer.baseAddress, buffer.count)
        }
    }
}
