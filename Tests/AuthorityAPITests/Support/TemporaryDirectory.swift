// SPDX-License-Identifier: Apache-2.0

import Platform

/// A new directory, removed with all that is in it when the last reference goes.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws { path = try Files.createTemporaryDirectory(prefix: "writ-api") }

    deinit {
        do { try Files.removeTree(path) } catch { preconditionFailure("cannot remove \(path): \(error)") }
    }
}
