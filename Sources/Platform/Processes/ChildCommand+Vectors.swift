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
