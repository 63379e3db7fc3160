// SPDX-License-Identifier: Apache-2.0

/// Why a server did not start.
package enum HTTPServerError: Error, Equatable, CustomStringConvertible {
    /// A bound is out of its range, or there is no listener.
    case invalidConfiguration(String)
    /// The host is not an address and no address was found for it.
    case unknownHost(String)
    /// The address is taken by another program, not allowed, or not this machine's.
    case cannotListen(String, reason: String)
    /// A living process answers on the unix socket.
    case socketInUse(path: String)
    /// Something that is not a socket is in the unix socket's place. It is left alone.
    case notASocket(path: String)
    /// The path of the unix socket is empty, holds a zero byte, or is longer than 107 bytes.
    case invalidPath(String)
    /// The certificate chain or the key cannot be used.
    case invalidIdentity
    /// The system refused a thread, a descriptor or memory.
    case noResources

    /// What is wrong and what would right it, for the person who starts the server.
    package var description: String {
        switch self {
        case .invalidConfiguration(let fault): fault
        case .unknownHost(let host): "no address was found for `\(host)`"
        case .cannotListen(let address, let reason): "cannot listen on `\(address)`: \(reason)"
        case .socketInUse(let path): "a living process listens on `\(path)`; stop it first"
        case .notASocket(let path): "`\(path)` is not a socket; remove it or choose another path"
        case .invalidPath(let path): "`\(path)` is not a path a unix socket can have: 1 to 107 bytes, none of them zero"
        case .invalidIdentity: "the certificate chain and the private key are not usable PEM, or do not belong together"
        case .noResources: "the system refused a thread, a descriptor or memory"
        }
    }
}
