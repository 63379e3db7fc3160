// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// Whole files and directories, by path.
///
/// Paths are UTF-8. A path with a zero byte is refused. All failures are `SystemError`s that name the path.
package enum Files {
    /// Reads a regular file, or fails with `EFBIG` and the bound when it is larger than `limitBytes`.
    ///
    /// Anything that is not a regular file is refused, so that a planted pipe cannot hold the reader up.
    package static func read(_ path: String, limitBytes: Int) throws(SystemError) -> [UInt8] {
        let file = try FileDescriptor.open(path, O_RDONLY | O_NONBLOCK, operation: "read")
        var facts = stat()
        guard fstat(file.rawValue, &facts) == 0 else { throw SystemError("read", path: path, code: errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw SystemError("read", path: path, code: EINVAL, reason: "it is not a regular file")
        }
        return try file.readToEnd(limitBytes: limitBytes, path: path)
    }

    /// Reads a regular file, or a pipe to its end, which waits for whoever writes to it; bounded like `read`.
    ///
    /// For what a person names on a command line, as `<(…)` in a shell; never for what others could have planted.
    package static func readFileOrPipe(_ path: String, limitBytes: Int) throws(SystemError) -> [UInt8] {
        try path.checkForZeroBytes("read")
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFIFO else {
            return try read(path, limitBytes: limitBytes)
        }
        let pipe = try FileDescriptor.open(path, O_RDONLY, operation: "read")
        return try pipe.readToEnd(limitBytes: limitBytes, path: path)
    }

    /// Whether something is at the path; a symbolic link counts for what it points to.
    ///
    /// Fails when that cannot be known, as in a directory that may not be searched.
    package static func exists(_ path: String) throws(SystemError) -> Bool {
        try path.checkForZeroBytes("look for")
        var facts = stat()
        if stat(path, &facts) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw SystemError("look for", path: path, code: errno) }
        return false
    }

    /// When a file's content was last changed, in milliseconds since 1970; nil where there is none.
    package static func changed(_ path: String) throws(SystemError) -> Int64? {
        try path.checkForZeroBytes("look for")
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw SystemError("look for", path: path, code: errno) }
            return nil
        }
        return Int64(facts.st_mtim.tv_sec) * 1000 + Int64(facts.st_mtim.tv_nsec) / 1_000_000
    }

    /// The absolute path of what is there, without `.`, `..` and symbolic links.
    package static func resolved(_ path: String) throws(SystemError) -> String {
        try path.checkForZeroBytes("look for")
        guard let resolved = realpath(path, nil) else { throw SystemError("look for", path: path, code: errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Removes a file or a symbolic link.
    package static func remove(_ path: String) throws(SystemError) {
        try path.checkForZeroBytes("remove")
        guard unlink(path) == 0 else { throw SystemError("remove", path: path, code: errno) }
    }

    /// The names in a directory, sorted, or `EFBIG` and the bound when there are more than `limitCount`.
    ///
    /// A name that is not UTF-8 is returned repaired, and will not be found again.
    package static func list(_ path: String, limitCount: Int) throws(SystemError) -> [String] {
        let operation = "list directory"
        try path.checkForZeroBytes(operation)
        guard let directory = opendir(path) else { throw SystemError(operation, path: path, code: errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while let name = try Self.nextName(in: directory, operation, path) {
            guard names.count < limitCount else {
                let reason = "it has more than the bound of \(limitCount) entries"
                throw SystemError(operation, path: path, code: EFBIG, reason: reason)
            }
            names.append(String(cString: name))
        }
        return names.sorted()
    }

    /// The next name but `.` and `..`, valid until the next call; nil at the end.
    static func nextName(
        in directory: OpaquePointer, _ operation: String, _ path: String
    ) throws(SystemError) -> UnsafePointer<CChar>? {
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                if errno != 0 { throw SystemError(operation, path: path, code: errno) }
                return nil
            }
            if let name = writ_entry_name(entry), strcmp(name, ".") != 0, strcmp(name, "..") != 0 { return name }
        }
    }
}
