// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// Sets libcurl's options for one transfer.
struct Setup {
    let easy: UnsafeMutableRawPointer

    /// What is passed must outlive the transfer.
    func apply(
        _ configuration: HTTPClientConfiguration, _ request: HTTPOutgoing, _ body: UnsafeRawBufferPointer,
        _ fields: UnsafeMutablePointer<curl_slist>?, _ reception: Reception, _ admission: ConnectionCheck?
    ) throws(HTTPClientError) {
        try set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(reception.diagnosis))
        try applyRules(configuration)
        if let admission { try apply(admission) }
        try set(CURLOPT_URL, request.url)
        try apply(request.method, body)
        try check(writ_curl_set_fields(easy, fields))
        let context = Unmanaged.passUnretained(reception).toOpaque()
        try check(writ_curl_set_receive(easy, CURLOPT_HEADERFUNCTION, receiveHeadLine))
        try set(CURLOPT_HEADERDATA, context)
        try check(writ_curl_set_receive(easy, CURLOPT_WRITEFUNCTION, receiveBody))
        try set(CURLOPT_WRITEDATA, context)
    }

    private func apply(_ admission: ConnectionCheck) throws(HTTPClientError) {
        let context = Unmanaged.passUnretained(admission).toOpaque()
        try check(writ_curl_set_open_socket(easy, openCheckedSocket))
        try set(CURLOPT_OPENSOCKETDATA, context)
        try check(writ_curl_set_before_request(easy, admitConnection))
        try set(CURLOPT_PREREQDATA, context)
    }

    /// What holds for every transfer.
    private func applyRules(_ configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try check(writ_curl_set_open_socket(easy, openSocket))
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        // WHY: without a value libcurl asks the environment for a proxy.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectMilliseconds)
        if let path = configuration.unixSocketPath { try set(CURLOPT_UNIX_SOCKET_PATH, path) }
        if let path = configuration.certificateAuthoritiesPath { try set(CURLOPT_CAINFO, path) }
    }

    private func apply(_ method: String, _ body: UnsafeRawBufferPointer) throws(HTTPClientError) {
        if method == "HEAD" {
            try set(CURLOPT_NOBODY, 1)
        } else if method == "GET" && body.isEmpty {
            try set(CURLOPT_HTTPGET, 1)
        } else {
            try set(CURLOPT_CUSTOMREQUEST, method)
            // A method that carries a body says so when it is empty; others stay without one.
            guard !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) else { return }
            try set(CURLOPT_POST, 1)
            try check(writ_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            try set(CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress ?? UnsafeRawPointer(easy)))
        }
    }

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPClientError) {
        try check(writ_curl_set_long(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPClientError) {
        try check(writ_curl_set_text(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(HTTPClientError) {
        try check(writ_curl_set_pointer(easy, option, value))
    }

    private func check(_ code: CURLcode) throws(HTTPClientError) {
        guard code != CURLE_OK else { return }
        throw code == CURLE_OUT_OF_MEMORY ? .noResources("no memory") : .invalidRequest(curlMessage(code))
    }
}

/// Opens a socket that no child process inherits: a connection carries its owner's rights.
func openSocket(
    context: UnsafeMutableRawPointer?, purpose: curlsocktype, address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address = address?.pointee else { return -1 }
    return socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
}

/// What libcurl calls a result.
func curlMessage(_ code: CURLcode) -> String {
    String(cString: curl_easy_strerror(code)).lowercased()
}
