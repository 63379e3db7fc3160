// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform

extension Goldens {
    /// Whether `UPDATE_GOLDENS=1` asks for goldens to be written anew.
    package static var isUpdating: Bool { Environment.value("UPDATE_GOLDENS") == "1" }

    /// Writes the golden at `path` under `Tests/Goldens`.
    package static func update(_ path: String, with bytes: [UInt8]) throws {
        guard let file = fopen(root + path, "w") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Unreadable(path: path) }
    }
}
