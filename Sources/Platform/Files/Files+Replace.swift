// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Files {
    /// Puts a file with this content and exactly these mode bits at the path.
    ///
    /// The path holds the old content or the new, never a mixture, also when the machine stops in the middle. When
    /// the call returns, the new content is on the disk under its name. A symbolic link is replaced, not followed.
    package static func replace(_ path: String, with content: [UInt8], mode: UInt32 = 0o600) throws(SystemError) {
        try path.checkForZeroBytes("replace")
        let directory = directory(of: path)
        let temporary = directory + "/.writ-" + Entropy.hexadecimal(byteCount: 8) + ".tmp"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        let file = try FileDescriptor.open(temporary, flags, mode: 0o600, operation: "create")
        do throws(SystemError) {
            try fill(file, with: content, mode: mode, path: temporary)
            guard rename(temporary, path) == 0 else { throw SystemError("replace", path: path, code: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        try synchronizeDirectory(directory)
    }

    private static func fill(
        _ file: borrowing FileDescriptor, with content: [UInt8], mode: UInt32, path: String
    ) throws(SystemError) {
        try file.write(content, path: path)
        guard fchmod(file.rawValue, mode) == 0 else { throw SystemError("set mode of", path: path, code: errno) }
        try file.synchronize(path: path)
    }

    /// The directory part of a path: `/a` for `/a/b` and `/a/b/`, `/` for `/a`, `.` for `a`.
    package static func directory(of path: String) -> String {
        let joined = path.split(separator: "/").dropLast().joined(separator: "/")
        if path.hasPrefix("/") { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// The absolute path for one that was typed in `directory`, without a `./` at its beginning.
    package static func absolute(_ typed: String, in directory: String) -> String {
        guard !typed.hasPrefix("/") else { return typed }
        return directory + "/" + (typed.hasPrefix("./") ? typed.dropFirst(2) : typed[...])
    }

    /// Makes the names in a directory durable.
    static func synchronizeDirectory(_ path: String) throws(SystemError) {
        let directory = try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY, operation: "synchronize")
        try directory.synchronize(path: path)
    }
}
