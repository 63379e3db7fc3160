// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform
import Synchronization

/// The output and the error stream of the process.
final class StandardStreams: Sendable {
    private let firstFailure = Mutex<SystemError?>(nil)

    /// Why a part of the output is missing. Nil also when its reader has gone, who wanted no more of it.
    var failure: SystemError? {
        firstFailure.withLock { $0 }.flatMap { $0.code == EPIPE ? nil : $0 }
    }

    /// Writes to a stream. After a failure the output gets nothing more: what came behind the gap would mislead.
    func write(_ stream: Terminal.Stream, _ bytes: [UInt8]) {
        guard stream == .output else { return writeErrors(bytes) }
        firstFailure.withLock { failure in
            guard failure == nil else { return }
            do throws(SystemError) {
                try FileDescriptor.duplicating(STDOUT_FILENO).write(bytes)
            } catch {
                failure = SystemError("write the output", code: error.code)
            }
        }
    }

    private func writeErrors(_ bytes: [UInt8]) {
        do throws(SystemError) {
            try FileDescriptor.duplicating(STDERR_FILENO).write(bytes)
        } catch {
            // There is nowhere left to tell it.
        }
    }
}
