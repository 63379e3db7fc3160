// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Glibc
import HTTPServer
import Platform

/// A part of the bench that runs in a process of its own.
final class PartProcess {
    private let child: ChildProcess
    /// What it said when it was ready.
    private let answer: JSONDocument

    private static let stopLimit = Duration.seconds(30)
    private static let lineBytesMax = 64 * 1024

    /// Starts a part and waits until it is ready.
    init(_ words: [String]) throws {
        var command = ChildCommand(
            "/proc/self/exe", [Part.word] + words, environment: Environment.all, workingDirectory: nil)
        command.standardOutput = .pipe
        child = try ChildProcess.spawn(command)
        guard let output = child.takeStandardOutput() else { throw BenchFailure("a part has no output") }
        let line = try Self.firstLine(of: output)
        guard !line.isEmpty else {
            let exit = try child.wait(deadline: .after(Self.stopLimit))
            throw BenchFailure("`\(words.joined(separator: " "))` \(exit.map { "\($0)" } ?? "does not answer")")
        }
        answer = try JSONDocument(line)
    }

    deinit { _ = child.terminateGroup(grace: Self.stopLimit) }

    /// Runs a part to its end.
    static func run(_ words: [String]) throws {
        let part = try PartProcess(words)
        let exit = try part.child.wait()
        // WHY: a part is stopped when nothing refers to it any more.
        withExtendedLifetime(part) {}
        guard exit == .exited(0) else { throw BenchFailure("`\(words.joined(separator: " "))` failed") }
    }

    /// Asks it to end, and waits for that.
    func stop() throws {
        guard child.terminateGroup(grace: Self.stopLimit) == .acknowledged else {
            throw BenchFailure("a part did not end when it was told to")
        }
    }

    func socket() throws -> HTTPEndpoint { .unix(path: try answer.root.required("socket", JSONNode.string)) }

    func port() throws -> UInt16 { UInt16(try answer.root.member("port").integer(in: 1...65_535)) }

    /// A figure of the process in bytes, as the kernel keeps it: `VmRSS`, `VmHWM`.
    func memory(_ field: String) throws -> Double {
        let text = Machine.field(field, of: "/proc/\(child.pid.rawValue)/status")
        guard let kibibytes = text?.split(separator: " ").first.flatMap({ Double($0) }) else {
            throw BenchFailure("the kernel does not say how much memory a process has")
        }
        return kibibytes * 1024
    }

    private static func firstLine(of output: borrowing FileDescriptor) throws(SystemError) -> [UInt8] {
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while line.last != UInt8(ascii: "\n"), line.count < lineBytesMax {
            let count = try output.read(into: &chunk)
            guard count > 0 else { return [] }
            line += chunk[..<count]
        }
        return line
    }
}
