// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire
package import Platform

/// What supervisors leave beside the authority's socket: a lock for each session that one keeps running, and the ends
/// that the authority could not be told.
///
/// Neither grants anything. Whoever can write here can as well speak as the session, and an end is one of its own.
package struct SupervisorFiles: Sendable {
    private let folder: String

    private static let endSuffix = ".ended"
    private static let endBytesMax = 1024
    private static let filesMax = 100_000

    package init(socketPath: String) {
        folder = Files.directory(of: socketPath) + "/sessions"
    }

    /// Says that this process keeps the session running, for as long as the value lives.
    ///
    /// Fails with an error that `isHeldElsewhere` while another process does.
    package func lock(_ session: SessionID) throws(SystemError) -> FileLock {
        try Files.createDirectory(folder)
        return try FileLock(path(session))
    }

    /// Whether a supervisor that lives keeps the session running; nil when none on this machine ever did.
    package func isHeld(_ session: SessionID) throws(SystemError) -> Bool? {
        try FileLock.isHeld(path(session))
    }

    /// Takes the lock of a session that has ended away, unless somebody holds it.
    func removeLock(of session: SessionID) throws(SystemError) {
        do throws(SystemError) { try lock(session).removeFile() } catch {
            guard error.isHeldElsewhere else { throw error }
        }
    }

    private func path(_ session: SessionID) -> String { "\(folder)/\(session.text)" }
    private func endPath(_ session: SessionID) -> String { path(session) + Self.endSuffix }
}

/// Ends that are still to be reported.
extension SupervisorFiles {
    /// That an attempt has finished its work, with the session's own credential: whoever reports it speaks as the
    /// session, so that a file which somebody else has written ends nothing.
    struct End: Sendable, Equatable {
        let attempt: Attempt
        let secret: [UInt8]
    }

    func keep(_ end: End) throws(SystemError) {
        var json = CanonicalWriter()
        json.object { json in
            json.member("credential", base64URL: end.secret)
            json.member("epoch", end.attempt.epoch)
        }
        try Files.createDirectory(folder)
        try Files.replace(endPath(end.attempt.session), with: json.bytes)
    }

    /// Takes away the end that was kept, if one was.
    func forgetEnd(of session: SessionID) throws(SystemError) {
        do throws(SystemError) { try Files.remove(endPath(session)) } catch {
            guard error.isMissing else { throw error }
        }
    }

    /// The ends that are kept. What is no such file, or was forgotten meanwhile, is passed over.
    func ends() throws(SystemError) -> [End] {
        guard try Files.exists(folder) else { return [] }
        var ends: [End] = []
        for name in try Files.list(folder, limitCount: Self.filesMax) where name.hasSuffix(Self.endSuffix) {
            guard let session = SessionID(String(name.dropLast(Self.endSuffix.count))) else { continue }
            if let bytes = try read(endPath(session)), let end = Self.end(of: session, bytes) { ends.append(end) }
        }
        return ends
    }

    private func read(_ path: String) throws(SystemError) -> [UInt8]? {
        do throws(SystemError) { return try Files.read(path, limitBytes: Self.endBytesMax) } catch {
            guard error.isMissing || error.isUnfit else { throw error }
            return nil
        }
    }

    private static func end(of session: SessionID, _ bytes: [UInt8]) -> End? {
        do {
            let root = try JSONDocument(bytes).root
            let epoch = Int32(try root.member("epoch").integer(in: 1...Int64(Int32.max)))
            return End(
                attempt: Attempt(session: session, epoch: epoch),
                secret: try root.required("credential", JSONNode.base64URL))
        } catch {
            return nil
        }
    }
}
