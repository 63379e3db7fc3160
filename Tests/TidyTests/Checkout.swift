// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform

/// The checkout that these tests were built in.
enum Checkout {
    private static let fileBytesMax = 16 << 20
    private static let listBytesMax = 16 << 20
    private static let folderEntriesMax = 100_000
    private static let patience = Duration.seconds(60)

    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    /// Every text file that Git tracks and that is there; without Git, every file but what is built.
    static func files() throws -> [TextFile] {
        try (trackedPaths() ?? walkedPaths()).compactMap { path in
            var facts = stat()
            guard lstat("\(root)/\(path)", &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
            let bytes = try Files.read("\(root)/\(path)", limitBytes: fileBytesMax)
            return bytes.contains(0) ? nil : TextFile(path: path, bytes: bytes)
        }
    }

    /// What `git ls-files` says, or nil when there is no Git or this is not its checkout.
    private static func trackedPaths() throws -> [String]? {
        guard try Files.exists("\(root)/.git") else { return nil }
        var list = ChildCommand(
            "git", ["-c", "safe.directory=\(root)", "ls-files", "-z"],
            environment: Environment.all.filter { !$0.key.hasPrefix("GIT_") }, workingDirectory: root)
        list.standardOutput = .pipe
        list.standardError = .null
        guard let git = try? ChildProcess.spawn(list) else { return nil }
        let answer = try git.collectOutput(limitBytes: listBytesMax, deadline: .after(patience))
        guard answer.status == .exited(0) else { return nil }
        return answer.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func walkedPaths(below folder: String = "") throws -> [String] {
        try Files.list("\(root)/\(folder)", limitCount: folderEntriesMax).flatMap { name in
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            if isBuilt(name, below: folder) { return [String]() }
            var facts = stat()
            guard lstat("\(root)/\(path)", &facts) == 0 else { return [] }
            return facts.st_mode & S_IFMT == S_IFDIR ? try walkedPaths(below: path) : [path]
        }
    }

    /// What `.gitignore` leaves out.
    private static func isBuilt(_ name: String, below folder: String) -> Bool {
        name == ".git" || name == "__pycache__" || name == ".venv" || name.hasPrefix(".build")
            || (folder.isEmpty && name == "out")
    }
}
