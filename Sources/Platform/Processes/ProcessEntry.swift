// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// The directory of one process in `/proc`, held open so that all reads are of that process and no other.
struct ProcessEntry: ~Copyable {
    /// More than the kernel writes: the longest line names at most 65,536 groups, and arguments and environment have
    /// 6 MiB together.
    private static let limitBytes = 8 << 20

    private let pid: ProcessID
    private let directory: FileDescriptor

    /// Nil when there is no such process.
    init?(_ pid: ProcessID) throws(SystemError) {
        let result = writ_open_directory("/proc/\(pid)")
        if result == -ENOENT || result == -ESRCH { return nil }
        guard result >= 0 else { throw SystemError("read facts of process", path: "\(pid)", code: -result) }
        directory = FileDescriptor(owning: result)
        self.pid = pid
    }

    /// Nil when the process has gone meanwhile.
    func stat() throws(SystemError) -> ProcessStat? {
        guard let content = try read("stat") else { return nil }
        guard let stat = ProcessStat(parsing: content) else { throw unreadable("stat") }
        return stat
    }

    /// Nil when the process has gone meanwhile.
    func status() throws(SystemError) -> ProcessStatus? {
        guard let content = try read("status") else { return nil }
        guard let status = ProcessStatus(parsing: content) else { throw unreadable("status") }
        return status
    }

    /// Whether the process was started with `line`, such as `NAME=value`, in its environment.
    ///
    /// False when it has gone meanwhile or is not ours to look at.
    func wasStarted(with line: [UInt8]) throws(SystemError) -> Bool {
        do throws(SystemError) {
            return try read("environ")?.split(separator: 0).contains { $0.elementsEqual(line) } ?? false
        } catch {
            guard [EACCES, EPERM].contains(error.code) else { throw error }
            return false
        }
    }

    private func read(_ name: String) throws(SystemError) -> [UInt8]? {
        let descriptor = uninterrupted { openat(directory.rawValue, name, O_RDONLY | O_CLOEXEC) }
        if descriptor < 0, errno == ENOENT || errno == ESRCH { return nil }
        guard descriptor >= 0 else { throw SystemError("read facts of process", path: "\(pid)", code: errno) }
        let file = FileDescriptor(owning: descriptor)
        do throws(SystemError) {
            return try file.readToEnd(limitBytes: Self.limitBytes, path: "/proc/\(pid)/\(name)")
        } catch {
            if error.code == ESRCH { return nil }
            throw error
        }
    }

    private func unreadable(_ name: String) -> SystemError {
        SystemError("read", path: "/proc/\(pid)/\(name)", code: EBADMSG, reason: "it does not have the kernel's form")
    }
}

/// The fields of `/proc/PID/status` that Writ reads (proc(5)).
struct ProcessStatus: Hashable, Sendable {
    let realUser: UserID
    let effectiveUser: UserID
    let seccompFilterCount: Int?
    let forbidsNewPrivileges: Bool

    /// Parses the file.
    ///
    /// Nil when it does not have the kernel's form. The kernel escapes line feeds in the process's name, so no name can
    /// pose as another line.
    init?(parsing content: [UInt8]) {
        var users: [UInt32] = []
        var forbids: UInt32?
        var filters: UInt32?
        for line in content.split(separator: UInt8(ascii: "\n")) {
            if let numbers = Self.numbers(in: line, after: "Uid:") { users = numbers }
            if let numbers = Self.numbers(in: line, after: "NoNewPrivs:") { forbids = numbers.first }
            if let numbers = Self.numbers(in: line, after: "Seccomp_filters:") { filters = numbers.first }
        }
        guard users.count == 4, let forbids else { return nil }
        realUser = UserID(rawValue: users[0])
        effectiveUser = UserID(rawValue: users[1])
        forbidsNewPrivileges = forbids != 0
        seccompFilterCount = filters.map { Int($0) }
    }

    /// The numbers of the line with that name.
    ///
    /// Nil for another line, empty when one of them is no number.
    private static func numbers(in line: ArraySlice<UInt8>, after name: StaticString) -> [UInt32]? {
        let prefix = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        guard line.starts(with: prefix) else { return nil }
        let words = line.dropFirst(prefix.count).split { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: " ") }
        let numbers = words.compactMap { UInt32(String(decoding: $0, as: UTF8.self)) }
        return numbers.count == words.count ? numbers : []
    }
}
