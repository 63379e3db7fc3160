// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An exclusive lock on a file, held for as long as this value lives and never longer than the process.
///
/// The file names the holder's process id in text, for whoever comes second. Nobody but the holder may remove it, as
/// `removeFile` does: otherwise two processes could hold two files of one name.
package struct FileLock: ~Copyable, Sendable {
    private let path: String
    private let file: FileDescriptor

    /// Takes the lock without waiting, creating the file with mode 0600 when it is missing.
    ///
    /// Fails with `EWOULDBLOCK` and names the holder's process id when another holds it.
    package init(_ path: String) throws(SystemError) {
        var file = try Self.locked(path)
        // WHY: between its opening and its locking here, who held the file may have removed it.
        while try !file.isNamed(path) { file = try Self.locked(path) }
        guard ftruncate(file.rawValue, 0) == 0 else { throw SystemError("lock", path: path, code: errno) }
        try file.write(Array("\(getpid())\n".utf8), path: path)
        self.path = path
        self.file = file
    }

    private static func locked(_ path: String) throws(SystemError) -> FileDescriptor {
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600, operation: "lock")
        guard uninterrupted({ flock(file.rawValue, LOCK_EX | LOCK_NB) }) == 0 else {
            throw refusal(path, code: errno)
        }
        return file
    }

    /// Gives the lock back, and takes its file away.
    package consuming func removeFile() throws(SystemError) { try Files.remove(path) }

    deinit {
        ftruncate(file.rawValue, 0)
        // WHY: closing alone would leave the lock with a child that has just been started and not yet closed its copy.
        flock(file.rawValue, LOCK_UN)
    }

    /// Whether somebody holds the lock; nil when there is no such file.
    ///
    /// Any number can look at once, and none of them seems to another to hold it.
    package static func isHeld(_ path: String) throws(SystemError) -> Bool? {
        guard let file = try opened(path) else { return nil }
        if uninterrupted({ flock(file.rawValue, LOCK_SH | LOCK_NB) }) == 0 {
            flock(file.rawValue, LOCK_UN)
            return false
        }
        guard errno == EWOULDBLOCK else { throw SystemError("look at lock", path: path, code: errno) }
        return true
    }

    private static func opened(_ path: String) throws(SystemError) -> FileDescriptor? {
        do throws(SystemError) {
            return try FileDescriptor.open(path, O_RDONLY | O_NOFOLLOW, operation: "look at lock")
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// The process id that the holder wrote, or nil when the lock was given back.
    ///
    /// A holder that was killed leaves its id behind: only an attempt to take the lock tells whether it is free.
    package static func holder(of path: String) throws(SystemError) -> ProcessID? {
        let content = try Files.read(path, limitBytes: 64)
        let text = String(decoding: content.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return Int32(text).flatMap(ProcessID.init(rawValue:))
    }

    private static func refusal(_ path: String, code: Int32) -> SystemError {
        guard code == EWOULDBLOCK else { return SystemError("lock", path: path, code: code) }
        // WHY: that the lock is taken is the news; who took it is only a help, and may not be readable.
        let holder = (try? holder(of: path)).map { "process \($0)" } ?? "another process"
        return SystemError("lock", path: path, code: code, reason: "\(holder) holds it")
    }
}

extension FileDescriptor {
    /// Whether the path leads to this open file.
    fileprivate func isNamed(_ path: String) throws(SystemError) -> Bool {
        var here = stat()
        var there = stat()
        guard fstat(rawValue, &here) == 0 else { throw SystemError("lock", path: path, code: errno) }
        guard lstat(path, &there) == 0 else {
            guard errno == ENOENT else { throw SystemError("lock", path: path, code: errno) }
            return false
        }
        return here.st_dev == there.st_dev && here.st_ino == there.st_ino
    }
}

extension SystemError {
    /// Whether the reason is that somebody else holds what was to be had alone.
    package var isHeldElsewhere: Bool { code == EWOULDBLOCK }
}
