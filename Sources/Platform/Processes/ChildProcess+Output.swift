// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// What a child wrote, and how it ended.
package struct ChildOutput: Hashable, Sendable {
    /// Nil when the deadline passed while the child was running.
    package var status: ChildExit?
    /// The start of what it wrote to standard output, up to the bound.
    package var output: [UInt8]
    /// The start of what it wrote to standard error, up to the bound.
    package var error: [UInt8]
    /// Whether more was written to standard output than the bound, and dropped.
    package var outputWasCut: Bool
    /// Whether more was written to standard error than the bound, and dropped.
    package var errorWasCut: Bool
}

extension ChildProcess {
    /// Feeds and reads the child's pipes until it has ended, and waits for it.
    ///
    /// The child is never held up: what exceeds `limitBytes` of a stream is read and dropped. When the child has ended,
    /// all that it wrote is read; what its descendants write later is not waited for. The pipes are closed when the
    /// call returns. A stream that is no pipe, or was taken before, gives nothing.
    package func collectOutput(
        input: [UInt8] = [], limitBytes: Int, deadline: Deadline = .never
    ) throws(SystemError) -> ChildOutput {
        var source = try InputSource(takeStandardInput(), content: input)
        var output = try OutputSink(takeStandardOutput(), limitBytes: limitBytes)
        var error = try OutputSink(takeStandardError(), limitBytes: limitBytes)
        var status: ChildExit?
        while status == nil {
            var polled = [
                handle.descriptor.polled(for: POLLIN), source.pipe.polled(for: POLLOUT),
                output.pipe.polled(for: POLLIN), error.pipe.polled(for: POLLIN),
            ]
            guard try Poll.wait(&polled, deadline: deadline) else { break }
            if polled[1].revents != 0 { try source.write() }
            if polled[2].revents != 0 { try output.read() }
            if polled[3].revents != 0 { try error.read() }
            guard polled[0].revents != 0 else { continue }
            try output.readRest()
            try error.readRest()
            status = try wait()
        }
        return ChildOutput(
            status: status, output: output.content, error: error.content, outputWasCut: output.wasCut,
            errorWasCut: error.wasCut)
    }
}

/// What goes into a child's standard input.
private struct InputSource: ~Copyable {
    private(set) var pipe: FileDescriptor?
    private let content: [UInt8]
    private var written = 0

    init(_ pipe: consuming FileDescriptor?, content: [UInt8]) throws(SystemError) {
        self.pipe = try pipe.nonblocking()
        self.content = content
        if content.isEmpty { self.pipe = nil }
    }

    /// Writes what fits now.
    ///
    /// Closes the pipe at the end of the content, or when the child reads no more.
    mutating func write() throws(SystemError) {
        let count = content.withUnsafeBytes { buffer in
            let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
            return uninterrupted { Glibc.write(pipe.number, rest.baseAddress, rest.count) }
        }
        if count < 0, errno == EAGAIN { return }
        guard count >= 0 || errno == EPIPE else { throw SystemError("write to child", code: errno) }
        written += max(count, 0)
        if count < 0 || written == content.count { pipe = nil }
    }
}

/// What comes out of one of a child's streams.
private struct OutputSink: ~Copyable {
    private(set) var pipe: FileDescriptor?
    private(set) var content: [UInt8] = []
    private(set) var wasCut = false
    private let limitBytes: Int
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    init(_ pipe: consuming FileDescriptor?, limitBytes: Int) throws(SystemError) {
        self.pipe = try pipe.nonblocking()
        self.limitBytes = limitBytes
    }

    /// Reads once what is there now, and returns how much.
    ///
    /// Closes the pipe at its end.
    @discardableResult
    mutating func read() throws(SystemError) -> Int {
        let count = chunk.withUnsafeMutableBytes { buffer in
            uninterrupted { Glibc.read(pipe.number, buffer.baseAddress, buffer.count) }
        }
        if count < 0, errno == EAGAIN { return 0 }
        guard count >= 0 else { throw SystemError("read from child", code: errno) }
        if count == 0 { pipe = nil }
        let kept = min(count, limitBytes - content.count)
        content.append(contentsOf: chunk[..<kept])
        if kept < count { wasCut = true }
        return count
    }

    /// Reads what the ended child has left in the pipe: at most what a pipe holds, should others still write to it.
    mutating func readRest() throws(SystemError) {
        var rest = Int(writ_pipe_capacity(pipe.number))
        while rest > 0 {
            let count = try read()
            if count == 0 { return }
            rest -= count
        }
    }
}

extension FileDescriptor {
    fileprivate func polled(for events: Int32) -> pollfd {
        pollfd(fd: rawValue, events: Int16(events), revents: 0)
    }
}

extension FileDescriptor? {
    /// An entry for poll(2), which passes over a missing descriptor.
    fileprivate func polled(for events: Int32) -> pollfd {
        pollfd(fd: number, events: Int16(events), revents: 0)
    }

    fileprivate consuming func nonblocking() throws(SystemError) -> FileDescriptor? {
        guard let descriptor = self else { return nil }
        try descriptor.setNonblocking()
        return descriptor
    }
}
