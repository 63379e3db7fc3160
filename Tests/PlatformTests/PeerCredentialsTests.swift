// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WritTesting

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct PeerCredentialsTests {
    /// A listening socket at the path.
    private func listen(at path: String) throws -> FileDescriptor {
        let descriptor = FileDescriptor(owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(descriptor.rawValue, $0, size) }
        }
        guard bound == 0, Glibc.listen(descriptor.rawValue, 1) == 0 else { throw SystemError("listen", code: errno) }
        return descriptor
    }

    @Test func `what is no connected unix socket has no peer`() throws {
        let pipe = try Pipe()
        #expect(throws: SystemError.self) { try PeerCredentials(socket: pipe.readEnd.rawValue) }
        #expect(throws: SystemError.self) { try PeerCredentials(socket: -1) }
        #expect(throws: SystemError.self) { _ = try PeerCredentials.process(socket: pipe.readEnd.rawValue) }
        let network = FileDescriptor(owning: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        #expect(throws: SystemError.self) { try PeerCredentials(socket: network.rawValue) }
    }

    @Test func `the peer is the process that connected`() throws {
        try Files.withTemporaryDirectory { directory in
            let listener = try listen(at: directory + "/socket")
            let client =
                "use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un($ARGV[0])); sleep 1000"
            let child = try ChildProcess.spawn(command("/usr/bin/perl", "-e", client, directory + "/socket"))
            let connection = FileDescriptor(owning: accept(listener.rawValue, nil, nil))
            let peer = try PeerCredentials(socket: connection.rawValue)
            #expect(peer.pid == child.pid)
            #expect(peer.user == .current)
            #expect(try PeerCredentials.facts(socket: connection.rawValue)?.pid == child.pid)
            #expect(child.terminateGroup(grace: patience) == .acknowledged)
            #expect(try PeerCredentials.process(socket: connection.rawValue)?.hasEnded() != false)
            #expect(try PeerCredentials.facts(socket: connection.rawValue) == nil)
        }
    }
}
