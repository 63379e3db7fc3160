// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import Glibc

/// The files under `Tests/Goldens`, which any implementation can run.
package enum Goldens {
    /// The JSON document at `path` under `Tests/Goldens`.
    package static func document(_ path: String) throws -> JSONDocument {
        try JSONDocument(bytes(of: path), limits: JSONLimits(bytesMax: 1 << 22, depthMax: 64))
    }

    /// The names of the JSON files in a folder under `Tests/Goldens`, in order.
    package static func documents(in folder: String) -> [String] {
        guard let directory = opendir(root + folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".json") { names.append("\(folder)/\(name)") }
        }
        return names.sorted()
    }

    static let root: String = {
        let folders = #filePath.split(separator: "/").dropLast(3)
        return "/" + folders.joined(separator: "/") + "/Tests/Goldens/"
    }()

    private static func bytes(of path: String) throws -> [UInt8] {
        let descriptor = open(root + path, O_RDONLY)
        guard descriptor >= 0 else { throw Unreadable(path: path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw Unreadable(path: path) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Throws unless the golden at `path` is this canonical JSON, laid out for reading. With `UPDATE_GOLDENS=1` in the
    /// environment it is written anew instead.
    package static func expect(_ canonical: [UInt8], at path: String) throws {
        let laidOut = try JSONDocument(canonical, limits: JSONLimits(bytesMax: 1 << 22, depthMax: 64)).root.laidOut
        if isUpdating { return try update(path, with: Array(laidOut.utf8)) }
        guard try bytes(of: path) == Array(laidOut.utf8) else { throw Outdated(path: path) }
    }

    /// A golden that is not what the program says now. `UPDATE_GOLDENS=1 swift test` renews it; look at what changed.
    package struct Outdated: Error, Equatable {
        package let path: String
    }

    /// A golden that is not there.
    package struct Unreadable: Error, Equatable {
        package let path: String
    }
}

extension JSONNode {
    /// The value over several lines, as people read it and as line-by-line comparisons show what changed.
    fileprivate var laidOut: String { laidOut(indent: "") + "\n" }

    private func laidOut(indent: String) -> String {
        var parts: [String] = []
        let inner = indent + "  "
        forEachMember { name, value in
            let name = String(decoding: JSONValue.string(name).canonicalBytes, as: UTF8.self)
            parts.append("\(inner)\(name): \(value.laidOut(indent: inner))")
        }
        forEachElement { parts.append(inner + $0.laidOut(indent: inner)) }
        guard !parts.isEmpty else { return String(decoding: canonicalBytes, as: UTF8.self) }
        let (opening, closing) = kind == .object ? ("{", "}") : ("[", "]")
        return opening + "\n" + parts.joined(separator: ",\n") + "\n" + indent + closing
    }
}
