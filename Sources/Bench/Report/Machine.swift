// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Glibc
import Platform

/// Where a run took place, for whoever compares two of them.
package struct Machine: Hashable, Sendable {
    package let processor: String
    package let processors: Int
    package let memoryBytes: Int64
    package let kernel: String

    package init(processor: String, processors: Int, memoryBytes: Int64, kernel: String) {
        self.processor = processor
        self.processors = processors
        self.memoryBytes = memoryBytes
        self.kernel = kernel
    }

    /// This one.
    static var current: Machine {
        Machine(
            processor: field("model name", of: "/proc/cpuinfo") ?? "an unnamed processor",
            processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)),
            memoryBytes: Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE))),
            kernel: line(of: "/proc/sys/kernel/osrelease") ?? "unknown")
    }

    package var text: String {
        "\(processors) × \(processor), \(Figure(Double(memoryBytes), .bytes).text), Linux \(kernel)"
    }

    var json: JSONValue {
        .object([
            .init("kernel", .string(kernel)), .init("memory_bytes", .number(Double(memoryBytes))),
            .init("processor", .string(processor)), .init("processors", .number(Double(processors))),
        ])
    }

    private static func line(of path: String) -> String? { lines(of: path).first.map(String.init) }

    /// What stands behind `name:` in a file of such lines.
    static func field(_ name: String, of path: String) -> String? {
        for line in lines(of: path) where line.hasPrefix(name) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            return String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
        }
        return nil
    }

    private static func lines(of path: String) -> [Substring] {
        do throws(SystemError) {
            return String(decoding: try Files.read(path, limitBytes: 1 << 20), as: UTF8.self).split(separator: "\n")
        } catch {
            return []
        }
    }
}
