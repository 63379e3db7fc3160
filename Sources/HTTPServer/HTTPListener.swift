// SPDX-License-Identifier: Apache-2.0

/// What a server proves its identity with: PEM bytes.
package struct TLSIdentity: Sendable {
    /// The server's certificate first, then those that issued it.
    package let certificateChain: [UInt8]
    /// The key of the first certificate, not encrypted.
    package let privateKey: [UInt8]

    /// Both are checked when a server starts with them.
    package init(certificateChain: [UInt8], privateKey: [UInt8]) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
    }
}

/// A place to listen on.
package struct HTTPListener: Sendable {
    enum Place {
        case tcp(host: String, port: UInt16)
        case unix(path: String)
    }

    let place: Place
    let identity: TLSIdentity?

    /// A TCP address.
    ///
    /// - Parameters:
    ///   - host: an address, or a name, whose first address is taken. An IPv6 address serves IPv6 only.
    ///   - port: 0 takes a free port; see `HTTPServer.endpoints`.
    ///   - identity: with one, TLS 1.2 or 1.3 is spoken; without, plain HTTP.
    package static func tcp(host: String, port: UInt16, identity: TLSIdentity? = nil) -> HTTPListener {
        HTTPListener(place: .tcp(host: host, port: port), identity: identity)
    }

    /// A unix socket with mode 0600.
    ///
    /// The file of a process that died is replaced; a living process's is an error. It is removed when the server
    /// stops.
    package static func unix(path: String) -> HTTPListener {
        HTTPListener(place: .unix(path: path), identity: nil)
    }
}

/// Where a server can be reached.
package enum HTTPEndpoint: Sendable, Hashable {
    case tcp(address: String, port: UInt16)
    case unix(path: String)
}
