// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Says on the error stream what is being done.
enum Progress {
    static func say(_ text: String) {
        let line = Array("writ-bench: \(text)\n".utf8)
        // Where nobody reads there is nobody to tell.
        _ = write(STDERR_FILENO, line, line.count)
    }
}
