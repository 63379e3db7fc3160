// SPDX-License-Identifier: Apache-2.0

import Crypto
import HTTPServer
import MissionAuthority
import MissionKernel
package import Platform

/// What the operating system says of the process at the other end of the socket.
package enum PeerKind: Hashable, Sendable {
    /// The owner's own process.
    case owner
    /// A process that descends from a supervised one.
    case supervised
    /// Another user's process, or one that cannot be examined.
    case stranger
}

/// Looks at the process at the other end of the owner's socket.
package protocol PeerInspector: Sendable {
    /// What the process is, by what was true of it when it connected.
    func kind(of peer: ProcessFacts) -> PeerKind
}

/// The owner's socket: whoever connects is the owner, except for processes under a mission. Those show their session
/// and its secret, and are never the owner, even as the same operating-system user.
struct OwnerSocket: Authenticator {
    let authority: MissionAuthority
    let inspector: any PeerInspector

    func caller(_ credentials: Credentials, on connection: HTTPConnection) throws(APIError) -> Caller {
        if let session = credentials.session { return try self.session(session, credentials.sessionSecret) }
        switch kind(of: connection) {
        case .owner: return .owner
        case .supervised:
            throw .unauthorized("a process under a mission must show its session; it cannot govern missions")
        case .stranger: throw .unauthorized("this socket is its owner's")
        }
    }

    /// The kind of the process at the other end, found out once for each connection.
    ///
    /// A process that hands its connection on hands on no more than it was itself.
    private func kind(of connection: HTTPConnection) -> PeerKind {
        guard case .unix(let peer) = connection.peer else { return .stranger }
        return connection.withAttachment { attachment in
            if let known = attachment as? PeerKind { return known }
            let kind = inspector.kind(of: peer)
            attachment = kind
            return kind
        }
    }

    private func session(_ text: String, _ secret: String?) throws(APIError) -> Caller {
        guard let id = SessionID(text), let secret, let bytes = Self.decode(secret) else {
            throw .unauthorized("the session and its secret are malformed")
        }
        let digest = SHA256.digest(of: bytes)
        let isKnown = authority.read { state, now in
            guard let credential = state.sessions[id]?.credential else { return false }
            return constantTimeEquals(credential.digest.bytes, digest.bytes) && now < credential.expiresAt
        }
        guard isKnown else { throw .unauthorized("the session has ended, was stopped, or has another secret") }
        return .session(id)
    }

    private static func decode(_ text: String) -> [UInt8]? {
        do throws(TextEncodingError) { return try Base64.url.decode(text) } catch { return nil }
    }
}
