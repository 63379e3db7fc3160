// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The descriptors 0 to 2, which are a program's input, output and errors.
package enum StandardDescriptors {
    /// Fills those that the process was started without, so that no file that is opened later gets such a number and
    /// is taken for a stream. Reading from one finds the end; writing to one fails with `EBADF`.
    package static func reserve() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free is this one.
            _ = open("/dev/null", O_RDONLY)
        }
    }
}
