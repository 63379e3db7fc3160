// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The one owner of an open file descriptor, which is closed when the owner goes.
///
/// Every descriptor that this module opens is closed on exec. Calls are repeated when a signal interrupts them.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number, valid for as long as this value lives.
    package let rawValue: Int32

    /// Takes over a descriptor that nobody else will close.
    package init(owning rawValue: Int32) {
        self.rawValue = rawValue
    }

    deinit {
        _ = Glibc.close(rawValue)
    }

    /// Gives up ownership without closing.
    package consuming func release() -> Int32 {
        let rawValue = self.rawValue
        discard self
        return rawValue
    }

    /// Opens a path with the flags of open(2); `mode` counts when the file is created.
    package static func open(
        _ path: String, _ flags: Int32, mode: UInt32 = 0, operation: String = "open"
    ) throws(SystemError) -> FileDescriptor {
        try path.checkForZeroBytes(operation)
        let descriptor = uninterrupted { Glibc.open(path, flags | O_CLOEXEC, mode) }
        guard descriptor >= 0 else { throw SystemError(operation, path: path, code: errno) }
        return FileDescriptor(owning: descriptor)
    }

    /// A second descriptor for the same open file, with a number above 2.
    package static func duplicating(_ rawValue: Int32) throws(SystemError) -> FileDescriptor {
        let descriptor = fcntl(rawValue, F_DUPFD_CLOEXEC, 3)
        guard descriptor >= 0 else { throw SystemError("duplicate descriptor", path: "\(rawValue)", code: errno) }
        return FileDescriptor(owning: descriptor)
    }

    /// Makes reads and writes return at once, for everyone who shares this open file.
    package func setNonblocking() throws(SystemError) {
        let flags = fcntl(rawValue, F_GETFL)
        guard flags >= 0, fcntl(rawValue, F_SETFL, flags | O_NONBLOCK) == 0 else {
            throw SystemError("configure descriptor", code: errno)
        }
    }

    /// Writes file data and metadata through to the disk.
    package func synchronize(path: String? = nil) throws(SystemError) {
        guard uninterrupted({ fsync(rawValue) }) == 0 else {
            throw SystemError("synchronize", path: path, code: errno)
        }
    }

    /// Waits until nobody can read any more what is written to a pipe, socket or terminal.
    ///
    /// - Returns: false when the deadline passed first, as it does for a file.
    package func waitForReaderToGo(deadline: Deadline) throws(SystemError) -> Bool {
        // Without a wish, poll(2) still reports the other end's close.
        var query = [pollfd(fd: rawValue, events: 0, revents: 0)]
        return try Poll.wait(&query, deadline: deadline)
    }

    /// Reads once, at most as much as the chunk has room for, and returns the number of bytes: zero at the end.
    package func read(into chunk: inout [UInt8], path: String? = nil) throws(SystemError) -> Int {
        let count = chunk.withUnsafeMutableBytes { buffer in
            uninterrupted { Glibc.read(rawValue, buffer.baseAddress, buffer.count) }
        }
        guard count >= 0 else { throw SystemError("read", path: path, code: errno) }
        return count
    }

    /// Reads to the end of the file, or fails with `EFBIG` and the bound when there are more than `limitBytes`.
    package func readToEnd(limitBytes: Int, path: String? = nil) throws(SystemError) -> [UInt8] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = try read(into: &chunk, path: path)
            if count == 0 { return content }
            guard count <= limitBytes - content.count else {
                let reason = "it is larger than the bound of \(limitBytes) bytes"
                throw SystemError("read", path: path, code: EFBIG, reason: reason)
            }
            content.append(contentsOf: chunk[..<count])
        }
    }

    /// Writes all bytes, in as many calls as it takes.
    package func write(_ bytes: [UInt8], path: String? = nil) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                return uninterrupted { Glibc.write(rawValue, rest.baseAddress, rest.count) }
            }
            guard count >= 0 else { throw SystemError("write", path: path, code: errno) }
            written += count
        }
    }
}

extension FileDescriptor? {
    /// The number, or -1 for none, which the kernel passes over.
    var number: Int32 {
        switch self {
        case .some(let descriptor): descriptor.rawValue
        case .none: -1
        }
    }
}
