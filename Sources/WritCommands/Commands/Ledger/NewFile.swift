// SPDX-License-Identifier: Apache-2.0

import Glibc
import MissionFile
import Platform

/// A file that is not there yet: written whole, or not at all.
struct NewFile: ~Copyable {
    static let out = Option("out", value: "FILE", "write to a file that does not exist yet")

    private let path: String
    private let descriptor: FileDescriptor
    private var isKept = false

    init(_ typed: String, _ context: CommandContext) throws {
        path = context.path(typed)
        descriptor = try Self.create(path, typed)
    }

    deinit {
        if !isKept { unlink(path) }
    }

    func write(_ bytes: [UInt8]) throws(SystemError) { try descriptor.write(bytes, path: path) }

    /// Lets the file stay, once it is on the disk.
    mutating func keep() throws(SystemError) {
        try descriptor.synchronize(path: path)
        isKept = true
    }

    /// Writes all of a file.
    static func write(_ bytes: [UInt8], to typed: String, _ context: CommandContext) throws {
        var file = try NewFile(typed, context)
        try file.write(bytes)
        try file.keep()
    }

    private static func create(_ path: String, _ typed: String) throws -> FileDescriptor {
        do throws(SystemError) {
            return try FileDescriptor.open(
                path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, operation: "create")
        } catch {
            guard error.code == EEXIST else { throw error }
            throw UsageError("\(InertText.quoted(typed)) exists already", hints: ["name another file"])
        }
    }
}
