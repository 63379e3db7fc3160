// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// An HTTP client for one thread at a time.
///
/// It keeps its connections and uses them again.
///
/// It speaks HTTP/1.1 over `http` and `https`, follows no redirect, uses no proxy, and always checks a server's
/// certificate. A request on a kept connection that turns out dead before a byte of the answer is sent once more on a
/// new one, so requests that change something should bear repeating.
package final class HTTPClient {
    /// Whether to go on receiving a streamed answer.
    package enum Step: Sendable {
        case proceed
        case stop
    }

    /// Looks at who listens on the unix socket, by a descriptor that is connected to it: says why it is not spoken to,
    /// or nil.
    package typealias ListenerCheck = @Sendable (Int32) -> String?

    private let configuration: HTTPClientConfiguration
    private let check: ListenerCheck?
    /// The transfer's own handle, and the one that runs it and keeps connections.
    ///
    /// Both live as long as the client.
    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer

    /// Opens no connection yet.
    ///
    /// - Parameter check: asked for each connection to the unix socket, before anything is sent.
    package init(
        _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(), check: ListenerCheck? = nil
    ) throws(HTTPClientError) {
        guard libraryStatus == CURLE_OK, let easy = curl_easy_init() else {
            throw .noResources("libcurl did not start")
        }
        guard let multi = curl_multi_init() else {
            curl_easy_cleanup(easy)
            throw .noResources("libcurl did not start")
        }
        self.configuration = configuration
        self.check = check
        self.easy = easy
        self.multi = multi
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// - Parameters:
    ///   - timeoutMilliseconds: for everything: connecting, sending, receiving.
    ///   - maxResponseBytes: the longest body accepted.
    package func send(
        _ method: String, _ url: String, headers: [HTTPAnswer.Field] = [], body: [UInt8] = [],
        timeoutMilliseconds: Int, maxResponseBytes: Int, cancellation: HTTPCancellation? = nil
    ) throws(HTTPClientError) -> HTTPAnswer {
        let request = HTTPOutgoing(method: method, url: url, fields: headers, body: body)
        let reception = Reception(bodyBytesMax: maxResponseBytes)
        try perform(request, reception, .total(milliseconds: timeoutMilliseconds), cancellation)
        return reception.answer
    }

    /// Sends a request and hands out the answer's body as it comes.
    ///
    /// - Parameters:
    ///   - idleMilliseconds: how long may pass without a byte from the server.
    ///   - onHead: called once, with status and fields; every answer comes here, an error's as well.
    ///   - onChunk: called with each part of the body, valid during the call.
    /// - Returns: when the answer is complete or one of the functions said stop.
    package func stream(
        _ method: String, _ url: String, headers: [HTTPAnswer.Field] = [], body: [UInt8] = [],
        idleMilliseconds: Int, cancellation: HTTPCancellation? = nil,
        onHead: @escaping (HTTPAnswer) -> Step, onChunk: @escaping (UnsafeRawBufferPointer) -> Step
    ) throws(HTTPClientError) {
        let request = HTTPOutgoing(method: method, url: url, fields: headers, body: body)
        let reception = Reception(onHead: onHead, onChunk: onChunk)
        do {
            try perform(request, reception, .idle(milliseconds: idleMilliseconds), cancellation)
        } catch {
            guard reception.isStopped, error == .cancelled else { throw error }
        }
    }

    private func perform(
        _ request: HTTPOutgoing, _ reception: Reception, _ limit: TimeLimit, _ cancellation: HTTPCancellation?
    ) throws(HTTPClientError) {
        try request.check()
        try limit.check()
        cancellation?.watch(WakeableTransfer(multi: multi))
        defer { cancellation?.watch(nil) }
        let fields = try request.makeFields()
        defer { curl_slist_free_all(fields) }
        // The handle keeps no pointer to what ends with this call.
        defer { curl_easy_reset(easy) }
        let admission = check.map(ConnectionCheck.init)
        try request.body.withUnsafeBufferPointer { body throws(HTTPClientError) in
            let body = UnsafeRawBufferPointer(body)
            try Setup(easy: easy).apply(configuration, request, body, fields, reception, admission)
            let result = try run(reception, limit, cancellation)
            if let fault = admission?.fault { throw .refusedListener(fault) }
            try reception.check(result)
        }
        withExtendedLifetime((reception, admission)) {}
    }

    /// Runs the transfer to its end and says how it ended.
    private func run(
        _ reception: Reception, _ limit: TimeLimit, _ cancellation: HTTPCancellation?
    ) throws(HTTPClientError) -> CURLcode {
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else { throw .noResources("libcurl took no transfer") }
        defer { curl_multi_remove_handle(multi, easy) }
        var watch = limit.start()
        while true {
            if cancellation?.isCancelled == true { throw .cancelled }
            var running: Int32 = 0
            guard curl_multi_perform(multi, &running) == CURLM_OK else { throw .noResources("libcurl failed") }
            if running == 0 { return CURLcode(UInt32(bitPattern: writ_curl_result(multi))) }
            guard let left = watch.leftMilliseconds(received: reception.receivedBytes) else { throw .timedOut }
            guard curl_multi_poll(multi, nil, 0, left, nil) == CURLM_OK else { throw .noResources("libcurl failed") }
        }
    }
}

/// libcurl's own start, once for the process.
private let libraryStatus = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
