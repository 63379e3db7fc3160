// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// Has the listener of each new connection of one transfer looked at, once it is connected and before anything is sent.
final class ConnectionCheck {
    private let check: HTTPClient.ListenerCheck
    /// The socket that was opened last, if this transfer has opened one: a kept connection was looked at before.
    private var descriptor: Int32?
    /// Why the listener is not spoken to.
    private(set) var fault: String?

    init(_ check: @escaping HTTPClient.ListenerCheck) {
        self.check = check
    }

    fileprivate func opened(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    fileprivate func admits() -> Bool {
        fault = descriptor.flatMap(check)
        return fault == nil
    }
}

/// Opens a socket, and remembers it for `admitConnection`.
func openCheckedSocket(
    context: UnsafeMutableRawPointer?, purpose: curlsocktype, address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let context else { return -1 }
    let descriptor = openSocket(context: nil, purpose: purpose, address: address)
    Unmanaged<ConnectionCheck>.fromOpaque(context).takeUnretainedValue().opened(descriptor)
    return descriptor
}

/// Says whether the request may be sent over the connection that libcurl has made or kept.
func admitConnection(
    context: UnsafeMutableRawPointer?, _: UnsafeMutablePointer<CChar>?, _: UnsafeMutablePointer<CChar>?, _: Int32,
    _: Int32
) -> Int32 {
    guard let context else { return CURL_PREREQFUNC_ABORT }
    let check = Unmanaged<ConnectionCheck>.fromOpaque(context).takeUnretainedValue()
    return check.admits() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
