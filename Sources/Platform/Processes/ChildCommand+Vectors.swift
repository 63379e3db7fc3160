// SPDX-License-Identifier: Apache-2.0

import Glibc

extension ChildCommand {
    /// The path of the program, as a shell would find it, but that only absolute directories on `PATH` count.
    ///
    /// Fails with `ENOENT` when none of them has an executable file of that name.
    func resolvedExecutable() throws(SystemError) -> String {
        try executable.checkForZeroBytes("find program")
        if executable.contains("/") { return executable }
        let directories = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        for directory in directories where directory.hasPrefix("/") && !executable.isEmpty {
            let candidate = "\(directory)/\(executable)"
            if Self.isProgram(candidate) { return candidate }
        }
        let reason = "there is no such program on the path"
        throw SystemError("find program", path: executable, code: ENOENT, reason: reason)
    }

    /// Fails as starting the program would, as far as that can be seen beforehand: there is none, it must not be run,
    /// or it is a text that does not say what runs it.
    package func mustBeStartable() throws(SystemError) {
        let name = try resolvedExecutable()
        let path = name.hasPrefix("/") ? name : (workingDirectory.map { $0 + "/" } ?? "") + name
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw SystemError("start", path: executable, code: errno) }
        guard Self.isProgram(path) else { throw SystemError("start", path: executable, code: EACCES) }
        guard try !Self.isPlainText(path) else {
            let reason = "it does not begin with `#!` and what runs it, such as `#!/bin/sh`"
            throw SystemError("start", path: executable, code: ENOEXEC, reason: reason)
        }
    }

    private static func isPlainText(_ path: String) throws(SystemError) -> Bool {
        // WHY: a program that may be run and not be read is one all the same.
        guard faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 else { return false }
        var start = [UInt8](repeating: 0, count: 64)
        let count = try FileDescriptor.open(path, O_RDONLY, operation: "start").read(into: &start, path: path)
        return !start[..<count].starts(with: "#!".utf8)
            && start[..<count].allSatisfy { (0x20..<0x7F).contains($0) || (9...13).contains($0) }
    }

    private static func isProgram(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
            && faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0
    }

    /// The program's name and its arguments.
    ///
    /// The errors never show an argument, which may be a secret.
    func argumentVector() throws(SystemError) -> CStringVector {
        for argument in arguments where argument.utf8.contains(0) {
            let reason = "an argument contains a zero byte"
            throw SystemError("start", path: executable, code: EINVAL, reason: reason)
        }
        return CStringVector([executable] + arguments)
    }

    /// The environment, sorted.
    ///
    /// The errors never show a value, which may be a secret.
    func environmentVector() throws(SystemError) -> CStringVector {
        for (name, value) in environment {
            guard !name.isEmpty, !name.contains("="), !name.utf8.contains(0), !value.utf8.contains(0) else {
                let reason = "its name or value cannot be passed in an environment"
                throw SystemError("set variable", path: name, code: EINVAL, reason: reason)
            }
        }
        return CStringVector(environment.map { "\($0)=\($1)" }.sorted())
    }
}

/// Texts as C takes a list of them: each ended by a zero byte, the list by a null pointer.
struct CStringVector: Sendable {
    private var bytes: [CChar] = []
    private var offsets: [Int] = []

    /// The texts contain no zero bytes.
    init(_ texts: [String]) {
        for text in texts {
            offsets.append(bytes.count)
            bytes.append(contentsOf: text.utf8CString)
        }
    }

    /// The pointers are valid in the body only.
    func withPointers<Result>(_ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result) -> Result {
        var bytes = bytes
        return bytes.withUnsafeMutableBufferPointer { buffer in
            let pointers = offsets.map { buffer.baseAddress?.advanced(by: $0) } + [nil]
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
