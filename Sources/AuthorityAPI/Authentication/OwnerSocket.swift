// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPServer
import MissionAuthority
package import MissionKernel
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
    /// The processes that it descends from now, the nearest first; none when it has ended.
    func ancestors(of peer: ProcessFacts) -> [ProcessFacts]
    /// Hears of a process that has shown the secret of a session which is not its own.
    func report(_ peer: ProcessFacts, showing session: SessionID)
}

/// The owner's socket: whoever connects is the owner, except for processes under a mission. Those show their session
/// and its secret, and are never the owner, even as the same operating-system user.
///
/// A secret can be read by others, so a process under a mission is believed only where it is one of the session's: its
/// supervisor, or below it.
struct OwnerSocket: Authenticator {
    let authority: MissionAuthority
    let inspector: any PeerInspector
    let supervisors: SupervisorBook

    func caller(_ credentials: Credentials, on connection: HTTPConnection) throws(APIError) -> Caller {
        if let session = credentials.session {
            return try self.session(session, credentials.sessionSecret, on: connection)
        }
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

    private func session(_ text: String, _ secret: String?, on connection: HTTPConnection) throws(APIError) -> Caller {
        guard let id = SessionID(text), let secret, let bytes = Self.decode(secret) else {
            throw .unauthorized("the session and its secret are malformed")
        }
        let digest = SHA256.digest(of: bytes)
        let isSecret = authority.read { state, now in
            guard let credential = state.sessions[id]?.credential else { return false }
            return constantTimeEquals(credential.digest.bytes, digest.bytes) && now < credential.expiresAt
        }
        let kind = kind(of: connection)
        if isSecret, kind == .owner || mayShow(id, on: connection) { return .session(id) }
        // WHY: whoever has guessed or stolen a secret is not to learn whether it is one.
        guard kind == .supervised, supervisors.isWaiting else {
            throw .unauthorized("the session has ended, was stopped, or has another secret")
        }
        throw .supervisorsAwaited
    }

    private static func decode(_ text: String) -> [UInt8]? {
        do throws(TextEncodingError) { return try Base64.url.decode(text) } catch { return nil }
    }
}

/// Whose a process under a mission is.
extension OwnerSocket {
    /// A session's processes speak for it, and for the sub-agents that it has asked for: those have less than it has.
    private func mayShow(_ session: SessionID, on connection: HTTPConnection) -> Bool {
        guard case .unix(let peer) = connection.peer, kind(of: connection) == .supervised else { return false }
        let parent = authority.read { state, _ in state.sessions[session]?.parent }
        if isMember(peer, of: session) || parent.map({ isMember(peer, of: $0) }) == true { return true }
        if !supervisors.isWaiting { inspector.report(peer, showing: session) }
        return false
    }

    private func isMember(_ peer: ProcessFacts, of session: SessionID) -> Bool {
        guard let supervisor = supervisors[session] else { return false }
        if peer.identity == supervisor.process || supervisors.isKnown(peer.identity, below: supervisor) { return true }
        guard inspector.ancestors(of: peer).contains(where: { $0.identity == supervisor.process }),
            isNearest(supervisor, to: peer) || !hasSubAgents(session)
        else { return false }
        supervisors.note(peer.identity, below: supervisor)
        return true
    }

    /// Whether no other supervisor can be between them, also none that has ended: each adds a filter.
    private func isNearest(_ supervisor: SessionSupervisor, to peer: ProcessFacts) -> Bool {
        guard let own = supervisor.filterCount, let count = peer.seccompFilterCount else { return false }
        return count == own + 1
    }

    private func hasSubAgents(_ session: SessionID) -> Bool {
        authority.readCopy { state, _ in state.sessions.sessions.contains { $0.parent == session } }
    }
}
