// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// Both ends of a pipe.
///
/// Each closes with its owner, and neither passes to a child by accident.
///
/// From the first pipe on, the process ignores SIGPIPE: writing to a pipe that nobody reads is an error, not the end.
@frozen package struct Pipe: ~Copyable, Sendable {
    /// The end to read from.
    package let readEnd: FileDescriptor

    /// The end to write to.
    package let writeEnd: FileDescriptor

    /// Makes a pipe, or fails when the process has no descriptors left.
    package init() throws(SystemError) {
        BrokenPipe.ignore()
        var ends: [Int32] = [-1, -1]
        let result = writ_pipe(&ends)
        guard result == 0 else { throw SystemError("make pipe", code: -result) }
        readEnd = FileDescriptor(owning: ends[0])
        writeEnd = FileDescriptor(owning: ends[1])
    }
}
