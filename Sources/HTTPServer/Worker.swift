// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc
import Synchronization

/// One library daemon, and the thread that runs it with the connections given to it.
///
/// It has no listening socket. Accepting elsewhere spreads connections evenly and lets a server stop accepting
/// without the library's quiescing, which can abort the process when a pool of threads shares a socket.
///
/// The thread is ours and waits on the library's epoll descriptor. The library's own thread can fall asleep over work:
/// when exactly as many connections are ready as it takes at once (128), it waits for one more before it serves them.
///
/// `@unchecked Sendable`: the daemon is used by its thread alone, but for resuming, which the library allows from any;
/// `stop` is called once, by the server, when nobody gives it connections any more.
final class Worker: @unchecked Sendable {
    /// What the daemon's callbacks are called with.
    fileprivate final class Context {
        let core: ServerCore
        let listener: Int
        /// Rung when there is something in the inbox, or a connection goes on.
        let bell: Doorbell
        /// How many connections were opened: whoever opens one sees to it that its place is given back.
        var openedCount: UInt64 = 0

        init(core: ServerCore, listener: Int, bell: Doorbell) {
            self.core = core
            self.listener = listener
            self.bell = bell
        }
    }

    /// An accepted connection on its way to the daemon.
    private struct Arrival {
        let descriptor: Int32
        let address: sockaddr_storage
        let addressBytes: socklen_t
    }

    private struct Inbox {
        var arrivals: [Arrival] = []
        var isStopping = false
    }

    private static let priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

    private let context: Context
    // SAFETY: the library's, from `start` to `stop`, after which the server does not use this.
    private let daemon: OpaquePointer
    private let inbox = Mutex(Inbox())
    private let running = Mutex<Thread?>(nil)

    /// Starts the daemon.
    init(core: ServerCore, listener: Int, identity: TLSIdentity?) throws(HTTPServerError) {
        context = Context(core: core, listener: listener, bell: try Doorbell())
        guard let daemon = Self.start(context, identity) else {
            throw identity == nil ? .noResources : .invalidIdentity
        }
        self.daemon = daemon
        do throws(HTTPServerError) {
            let thread = try Thread { [self] in run() }
            running.withLock { $0 = thread }
        } catch {
            MHD_stop_daemon(daemon)
            throw error
        }
    }

    /// Hands over an accepted connection, whose descriptor the daemon closes, now or later.
    func add(_ descriptor: Int32, _ address: sockaddr_storage, _ addressBytes: socklen_t) {
        inbox.withLock {
            $0.arrivals.append(Arrival(descriptor: descriptor, address: address, addressBytes: addressBytes))
        }
        context.bell.ring()
    }

    /// Ends the thread and closes all connections.
    ///
    /// No callback runs once this returns.
    ///
    /// INVARIANT: no connection is suspended and none will be; the library would abort the process.
    func stop() {
        inbox.withLock { $0.isStopping = true }
        context.bell.ring()
        running.withLock { $0.take() }?.join()
        MHD_stop_daemon(daemon)
    }

    private func run() {
        var queries = [
            pollfd(fd: writ_mhd_epoll(daemon), events: Int16(POLLIN), revents: 0),
            pollfd(fd: context.bell.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            poll(&queries, nfds_t(queries.count), timeoutMilliseconds)
            if queries[1].revents != 0, !takeIn() { return }
            MHD_run(daemon)
        }
    }

    /// How long the daemon can wait; -1 for as long as nothing comes.
    private var timeoutMilliseconds: Int32 {
        var milliseconds: UInt64 = 0
        return MHD_get_timeout(daemon, &milliseconds) == .YES ? Int32(clamping: milliseconds) : -1
    }

    /// Gives the daemon what has arrived; false when it is to end.
    private func takeIn() -> Bool {
        context.bell.answer()
        let (arrivals, isStopping) = inbox.withLock { inbox in
            defer { inbox.arrivals = [] }
            return (inbox.arrivals, inbox.isStopping)
        }
        for arrival in arrivals { add(arrival) }
        return !isStopping
    }

    private func add(_ arrival: Arrival) {
        let opened = context.openedCount
        let isTaken = withUnsafePointer(to: arrival.address) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                MHD_add_connection(daemon, arrival.descriptor, address, arrival.addressBytes) == .YES
            }
        }
        // The daemon closes what it refuses; what it had opened by then has given its place back.
        if !isTaken, context.openedCount == opened { context.core.releaseConnection() }
    }

    private static func start(_ context: Context, _ identity: TLSIdentity?) -> OpaquePointer? {
        let configuration = context.core.configuration
        var options = writ_mhd_options()
        options.flags =
            MHD_USE_EPOLL.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue | MHD_USE_NO_LISTEN_SOCKET.rawValue
        options.connections_max = UInt32(configuration.connectionsMax)
        options.idle_seconds = UInt32(configuration.idleSeconds)
        // Besides the head: an entry for each field, and the head of the response.
        options.memory_bytes = configuration.headBytesMax + 12 << 10
        options.context = Unmanaged.passUnretained(context).toOpaque()
        options.handle = handleCallback
        options.completed = completedCallback
        options.connection = connectionCallback
        options.target = targetCallback
        options.unescape = unescapeCallback
        guard let identity else { return writ_mhd_start(&options) }
        options.flags |= MHD_USE_TLS.rawValue
        return String(decoding: identity.certificateChain, as: UTF8.self).withCString { chain in
            String(decoding: identity.privateKey, as: UTF8.self).withCString { key in
                priorities.withCString { priorities in
                    options.certificate_pem = chain
                    options.key_pem = key
                    options.tls_priorities = priorities
                    return writ_mhd_start(&options)
                }
            }
        }
    }
}

// The callbacks. Each `socket_context` holds one reference to its connection's exchange, from opening to closing;
// each request's context is that exchange again, without a reference of its own.

private func exchange(_ context: UnsafeMutableRawPointer) -> Exchange {
    Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
}

private func connectionCallback(
    context: UnsafeMutableRawPointer?, handle: OpaquePointer?,
    socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_ConnectionNotificationCode
) {
    guard let context, let handle, let socketContext else { return }
    let worker = Unmanaged<Worker.Context>.fromOpaque(context).takeUnretainedValue()
    switch code {
    case .CONNECTION_NOTIFY_STARTED:
        worker.openedCount += 1
        let descriptor = writ_mhd_descriptor(handle)
        let connection = HTTPConnection(
            id: connectionCount.add(1, ordering: .relaxed).newValue, listener: worker.listener,
            peer: HTTPPeer(descriptor: descriptor, address: writ_mhd_peer(handle)))
        let exchange = Exchange(
            core: worker.core, connection: connection, handle: handle, bell: worker.bell, descriptor: descriptor)
        worker.core.insert(exchange)
        // SAFETY: retained for the connection until the library tells that it is closed.
        socketContext.pointee = Unmanaged.passRetained(exchange).toOpaque()
    case .CONNECTION_NOTIFY_CLOSED:
        guard let opened = socketContext.pointee else { return }
        // SAFETY: the reference that was taken when the connection started; the library closes it once.
        let exchange = Unmanaged<Exchange>.fromOpaque(opened).takeRetainedValue()
        exchange.close()
        worker.core.remove(exchange)
        worker.core.releaseConnection()
        socketContext.pointee = nil
    }
}

private let connectionCount = Atomic<UInt64>(0)

private func targetCallback(
    context: UnsafeMutableRawPointer?, target: UnsafeMutablePointer<CChar>?, handle: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let target, let handle, let opened = writ_mhd_socket_context(handle) else { return nil }
    exchange(opened).begin(target: target)
    // WHY: the query is ours to read. The library would make an entry of each parameter and, once these fill the
    // connection's memory, forget the request without an answer. So it is shown an empty query.
    if let mark = strchr(target, Int32(UInt8(ascii: "?"))), mark[1] != 0 { mark[1] = 0 }
    return opened
}

/// Leaves the target as it was sent.
private func unescapeCallback(
    context: UnsafeMutableRawPointer?, handle: OpaquePointer?, text: UnsafeMutablePointer<CChar>?
) -> Int {
    text.map { strlen($0) } ?? 0
}

private func handleCallback(
    context: UnsafeMutableRawPointer?, handle: OpaquePointer?, target: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
    uploadBytes: UnsafeMutablePointer<Int>?, requestContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let target, let method, let version, let uploadBytes, let opened = requestContext?.pointee else {
        return .NO
    }
    guard let upload, uploadBytes.pointee > 0 else {
        return exchange(opened).advance(RequestLine(method: method, target: target, version: version))
    }
    let bytes = UnsafeRawBufferPointer(start: upload, count: uploadBytes.pointee)
    uploadBytes.pointee = 0
    return exchange(opened).receive(bytes)
}

private func completedCallback(
    context: UnsafeMutableRawPointer?, handle: OpaquePointer?,
    requestContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_RequestTerminationCode
) {
    guard let opened = requestContext?.pointee else { return }
    requestContext?.pointee = nil
    exchange(opened).complete()
}
