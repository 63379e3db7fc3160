// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What happens when the process writes to a pipe or socket whose other end is gone.
package enum BrokenPipe {
    /// From now on such a write fails with `EPIPE` instead of ending the process.
    ///
    /// Children are not affected.
    package static func ignore() {
        _ = signal(SIGPIPE, SIG_IGN)
    }
}
