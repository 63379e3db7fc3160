// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc

/// A listening unix socket and the file it put into a directory.
struct UnixSocketFile {
    let path: String
    let descriptor: Int32
    private let device: UInt
    private let inode: UInt

    /// Binds `path`, mode 0600, and listens.
    ///
    /// The directory is locked meanwhile, so that of two processes that find the same dead socket only one replaces it.
    /// The mode is set between binding and listening: before a socket listens, nobody can connect to it.
    static func listen(_ path: String) throws(HTTPServerError) -> UnixSocketFile {
        guard let address = UnixAddress(path) else { throw .invalidPath(path) }
        let directory = try lockDirectory(of: path)
        defer { _ = close(directory) }
        try clear(path, address)
        let descriptor = socket(AF_UNIX, streamType, 0)
        guard descriptor >= 0 else { throw .cannotListen(path, reason: systemMessage()) }
        var status = stat()
        guard address.withPointer({ bind(descriptor, $0, $1) }) == 0 else {
            throw abandon(descriptor, path, isBound: false)
        }
        guard chmod(path, 0o600) == 0, lstat(path, &status) == 0,
            Glibc.listen(descriptor, ListeningSocket.backlog) == 0
        else { throw abandon(descriptor, path, isBound: true) }
        return UnixSocketFile(path: path, descriptor: descriptor, device: status.st_dev, inode: status.st_ino)
    }

    /// Removes the file, unless another has taken its place.
    func remove() {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
        unlink(path)
    }

    private static func abandon(_ descriptor: Int32, _ path: String, isBound: Bool) -> HTTPServerError {
        let reason = systemMessage()
        if isBound { unlink(path) }
        _ = close(descriptor)
        return .cannotListen(path, reason: reason)
    }

    private static func lockDirectory(of path: String) throws(HTTPServerError) -> Int32 {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let directory = name.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotListen(path, reason: systemMessage()) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw abandon(descriptor, path, isBound: false) }
        }
        return descriptor
    }

    /// Removes the socket of a process that died: one that refuses connections.
    private static func clear(_ path: String, _ address: UnixAddress) throws(HTTPServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let probe = socket(AF_UNIX, streamType, 0)
        guard probe >= 0 else { throw .cannotListen(path, reason: systemMessage()) }
        defer { _ = close(probe) }
        let isRefused = address.withPointer { connect(probe, $0, $1) } != 0 && errno == ECONNREFUSED
        guard isRefused else { throw .socketInUse(path: path) }
        unlink(path)
    }
}

/// The address of a unix socket.
struct UnixAddress {
    private var address = sockaddr_un()

    init?(_ path: String) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
            return nil
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    }

    func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
