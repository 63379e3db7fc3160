// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire
import Platform

/// Clients that prove their key by a signed assertion (`private_key_jwt`, RFC 7523;
/// draft-mcguinness-oauth-mission-status, *Authentication*).
///
/// An assertion is single use: its `jti` is remembered until it has run out. It authenticates the connection that first
/// showed it, so that later requests on that connection may show it again without another signature check, for as long
/// as the client is enabled and has the same keys; on any other connection it is a replay. Each client has a share of
/// what is remembered, so that none can use up another's.
final class ClientAssertions: Authenticator {
    private struct Verified: Sendable {
        let assertion: String
        let client: ClientID
        /// The client's keys, one of which made the signature.
        let keySet: [UInt8]
        let audiences: [String]
        let expiresAt: Instant
    }

    private let authority: MissionAuthority
    private let uses = Monitor(AssertionUses())
    private let keys = KnownKeySets()

    /// How long an assertion may be good for, and how far clocks may be apart.
    private static let lifetimeSecondsMax: Int64 = 600
    private static let skewSeconds: Int64 = 30
    private static let bytesMax = 8 * 1024

    init(authority: MissionAuthority) { self.authority = authority }

    func caller(_ credentials: Credentials, on connection: HTTPConnection) throws(APIError) -> Caller {
        let assertion = try Self.assertion(of: credentials)
        let now = authority.read { _, now in now }
        let verified: Verified
        if let known = remembered(assertion, on: connection), now < known.expiresAt,
            keySet(of: known.client) == known.keySet
        {
            try isMeant(known.audiences, for: credentials)
            verified = known
        } else {
            verified = try verify(assertion, for: credentials, on: connection, at: now)
            connection.withAttachment { $0 = verified }
        }
        guard credentials.clientID == nil || credentials.clientID == verified.client.text.string else {
            throw .unauthorized("`client_id` is not the client that made the assertion")
        }
        return .client(verified.client)
    }

    /// The assertion, which is all that the request shows of who sends it.
    private static func assertion(of credentials: Credentials) throws(APIError) -> String {
        guard let assertion = credentials.assertions.first else {
            throw .unauthorized("show a client assertion (`private_key_jwt`)")
        }
        guard credentials.assertions.count == 1, !credentials.hasAuthorization else {
            throw .unauthorized("show one client assertion (`private_key_jwt`), and nothing else of who asks")
        }
        return assertion
    }

    private func remembered(_ assertion: String, on connection: HTTPConnection) -> Verified? {
        connection.withAttachment { attachment in
            guard let known = attachment as? Verified, known.assertion == assertion else { return nil }
            return known
        }
    }

    /// The keys that the client may be known by now; nil when it is unknown or disabled.
    private func keySet(of client: ClientID) -> [UInt8]? {
        authority.read { state, _ in
            guard let record = state.registry.client(client), record.isEnabled else { return nil }
            return record.keySet
        }
    }

    private func verify(
        _ assertion: String, for credentials: Credentials, on connection: HTTPConnection, at now: Instant
    ) throws(APIError) -> Verified {
        let claims: AssertionClaims
        let jws: JWS
        do {
            jws = try JWS.parse(Array(assertion.utf8), bytesMax: Self.bytesMax)
            claims = try AssertionClaims(jws.payload)
        } catch {
            throw .unauthorized("the client assertion is malformed: \(error)")
        }
        try isTimely(claims, at: now)
        try isMeant(claims.audiences, for: credentials)
        guard let keySet = keySet(of: claims.client) else { throw .unknownClient }
        try isSigned(jws, by: keySet)
        try use(claims, on: connection, at: now)
        return Verified(
            assertion: assertion, client: claims.client, keySet: keySet, audiences: claims.audiences,
            expiresAt: claims.expiresAt)
    }

    private func isMeant(_ audiences: [String], for credentials: Credentials) throws(APIError) {
        let accepted = credentials.audiences
        guard audiences.contains(where: accepted.contains) else {
            throw .unauthorized("the client assertion must name as its audience: \(credentials.endpoint)")
        }
    }

    private func isTimely(_ claims: AssertionClaims, at now: Instant) throws(APIError) {
        guard claims.expiresAt > now else { throw .unauthorized("the client assertion has run out") }
        let latest = now.adding(milliseconds: (Self.lifetimeSecondsMax + Self.skewSeconds) * 1000)
        guard claims.expiresAt <= latest else {
            throw .unauthorized("a client assertion is good for \(Self.lifetimeSecondsMax) seconds at most")
        }
        let soon = now.adding(milliseconds: Self.skewSeconds * 1000)
        if let from = claims.notBefore, from > soon { throw .unauthorized("the client assertion is not valid yet") }
        if let issuedAt = claims.issuedAt, issuedAt > soon {
            throw .unauthorized("the client assertion says that it was made in the future (`iat`)")
        }
    }

    /// Whether one of these keys made the signature.
    private func isSigned(_ jws: JWS, by keySet: [UInt8]) throws(APIError) {
        for key in keys.keys(in: keySet) where jws.keyID == nil || key.keyID == nil || key.keyID == jws.keyID {
            do throws(JWSError) { return try jws.verify(with: key) } catch { continue }
        }
        throw .unknownClient
    }

    private func use(_ claims: AssertionClaims, on connection: HTTPConnection, at now: Instant) throws(APIError) {
        let use = AssertionUses.Use(
            connection: connection.id, expiresAt: claims.expiresAt.adding(milliseconds: 60_000))
        switch uses.withLock({ $0.take(claims.identifier, of: claims.client, use, at: now) }) {
        case .good: return
        case .replayed: throw .unauthorized("the client assertion was used before")
        case .full:
            throw .unauthorized(
                "the client has shown \(AssertionUses.shareMax) assertions that have not run out: use one for all "
                    + "requests of a connection, or wait")
        }
    }
}

extension APIError {
    /// The one answer for unknown clients, wrong keys and disabled ones.
    fileprivate static let unknownClient = APIError.unauthorized("no registered client has made this assertion")
}

/// The claims of a client assertion (RFC 7523, section 3).
private struct AssertionClaims {
    let client: ClientID
    let audiences: [String]
    let identifier: String
    let expiresAt: Instant
    let notBefore: Instant?
    let issuedAt: Instant?

    init(_ payload: [UInt8]) throws {
        let root = try JSONDocument(payload, limits: JSONLimits(bytesMax: 8 * 1024, depthMax: 8)).root
        client = try root.required("iss", JSONNode.clientID)
        guard try root.required("sub", JSONNode.clientID) == client else {
            throw JSONShapeError(path: "sub", problem: "must be the same as `iss`")
        }
        let audience = try root.member("aud")
        audiences =
            audience.kind == .array ? try audience.array(max: 16, each: JSONNode.string) : [try audience.string()]
        identifier = try root.required("jti", JSONNode.string)
        guard (1...256).contains(identifier.utf8.count) else {
            throw JSONShapeError(path: "jti", problem: "must have 1 to 256 characters")
        }
        expiresAt = try root.required("exp", JSONNode.numericDate)
        notBefore = try root.optional("nbf", JSONNode.numericDate)
        issuedAt = try root.optional("iat", JSONNode.numericDate)
    }
}

extension JSONNode {
    /// Seconds since the epoch, which may have a fraction (RFC 7519, section 2).
    fileprivate func numericDate() throws(JSONShapeError) -> Instant {
        guard let seconds = doubleValue, (0...253_402_300_799).contains(seconds) else {
            throw error("must be seconds since the epoch")
        }
        return Instant(milliseconds: Int64(seconds * 1000))
    }
}
