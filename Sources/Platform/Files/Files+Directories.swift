// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Files {
    /// Creates a directory and those above it that are missing, each with mode 0700, and makes their names durable.
    ///
    /// A directory that is there is left as it is, whatever its mode.
    package static func createDirectory(_ path: String) throws(SystemError) {
        let operation = "create directory"
        try path.checkForZeroBytes(operation)
        guard !path.isEmpty else { throw SystemError(operation, path: path, code: ENOENT) }
        var parent = path.hasPrefix("/") ? "/" : "."
        for part in path.split(separator: "/") {
            let child = parent + (parent == "/" ? "" : "/") + part
            try createOne(child, in: parent, operation)
            parent = child
        }
    }

    private static func createOne(_ path: String, in parent: String, _ operation: String) throws(SystemError) {
        if isDirectory(path) { return }
        guard mkdir(path, 0o700) == 0 else {
            let code = errno
            if isDirectory(path) { return }
            throw SystemError(operation, path: path, code: code)
        }
        try synchronizeDirectory(parent)
    }

    private static func isDirectory(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    /// Creates an empty directory of mode 0700 with a fresh name below `TMPDIR`, or below `/tmp` without one.
    ///
    /// - Returns: its path. The caller removes it.
    package static func createTemporaryDirectory(prefix: String = "writ") throws(SystemError) -> String {
        let parent = Environment.value("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let template = "\(parent)/\(prefix)-XXXXXX"
        try template.checkForZeroBytes("create directory")
        let path = template.withCString { template in
            let copy = strdup(template)
            defer { free(copy) }
            return copy.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let path else { throw SystemError("create directory", path: template, code: errno) }
        return path
    }

    /// How deep a tree may be for `removeTree`.
    package static let treeDepthMax = 256

    /// Removes a directory with all that it holds.
    ///
    /// Symbolic links are removed, not followed. Fails with `ELOOP` for a tree deeper than `treeDepthMax`, and with
    /// `ENOTEMPTY` when somebody adds to it meanwhile.
    package static func removeTree(_ path: String) throws(SystemError) {
        try path.checkForZeroBytes("remove")
        try removeTree(named: path, in: AT_FDCWD, shownAs: path, depth: 0)
    }

    private static func removeTree(
        named name: UnsafePointer<CChar>, in parent: Int32, shownAs path: String, depth: Int
    ) throws(SystemError) {
        guard depth < treeDepthMax else { throw SystemError("remove", path: path, code: ELOOP) }
        let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError("remove", path: path, code: errno) }
        guard let directory = fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            throw SystemError("remove", path: path, code: code)
        }
        defer { closedir(directory) }
        while let entry = try nextName(in: directory, "remove", path) {
            if unlinkat(descriptor, entry, 0) == 0 { continue }
            let child = path + "/" + String(cString: entry)
            guard errno == EISDIR else { throw SystemError("remove", path: child, code: errno) }
            try removeTree(named: entry, in: descriptor, shownAs: child, depth: depth + 1)
        }
        guard unlinkat(parent, name, AT_REMOVEDIR) == 0 else { throw SystemError("remove", path: path, code: errno) }
    }
}
