// SPDX-License-Identifier: Apache-2.0

import AuthorityAPI
import CanonicalJSON
import Crypto
import HTTPServer
import Ledger
import LedgerSQLite
import MissionAuthority
import MissionKernel
package import Platform

extension AuthorityHost {
    /// How long a part may take to stop.
    private static let stopLimit = Duration.seconds(10)

    /// Serves until a signal comes, and then stops in order: first what listens, then what decides. What was taken in
    /// is finished.
    ///
    /// - Parameter onReady: called once when everything listens.
    package func run(
        until signals: SignalWaiter, onReady: @escaping @Sendable (RunningAuthority) -> Void
    ) throws(HostError) {
        defer {
            index.close()
            store.close()
        }
        let server = WebService(listeners: try listeners(), handler: try api(), log: log) { [self] endpoints in
            let running = running(at: endpoints)
            try running.write(to: home)
            log.info(
                "serving",
                [
                    "socket": .string(running.socket), "entries": .integer(restoredEntries),
                    "replayed": .integer(replayedEntries),
                    "addresses": .string(running.addresses.joined(separator: " ")),
                ])
            onReady(running)
        }
        let housekeeping = Housekeeping(desk: desk, keeper: keeper, watchers: watchers, log: log)
        do {
            let stops = try ServiceGroup.run(
                [housekeeping, writer, NameIndexing(desk: desk, log: log), readers, server, check],
                stopLimit: Self.stopLimit, until: signals)
            for stop in stops where !stop.isInTime { log.warning("stop_late", ["service": .string(stop.service)]) }
            forgetRunning()
        } catch let failure as ServiceStartFailure {
            forgetRunning()
            throw .listener("\(failure.reason)")
        } catch {
            throw .system("\(error)")
        }
    }

    private func running(at endpoints: [HTTPEndpoint]) -> RunningAuthority {
        var socket = home.socket
        var addresses: [String] = []
        for endpoint in endpoints {
            switch endpoint {
            case .unix(let path): socket = path
            case .tcp(let address, let port):
                addresses.append(address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)")
            }
        }
        return RunningAuthority(
            home: home, pid: ProcessID.current.rawValue, socket: socket, addresses: addresses)
    }

    private func forgetRunning() {
        do throws(SystemError) { try Files.remove(home.running) } catch {
            log.warning("run_file_left", ["reason": .string("\(error)")])
        }
    }

    private func api() throws(HostError) -> AuthorityAPI {
        let publicKey: [UInt8]
        do throws(CryptoFailure) {
            publicKey = try keys.signing.publicJWK(keyID: keys.signing.thumbprint)
        } catch {
            throw .key(home.signingKey, "\(error)")
        }
        return AuthorityAPI(
            authority: authority, keys: [publicKey], ledger: desk, watchers: watchers,
            operations: Operations(metrics: metrics, status: { [self] in status }), ownerListener: 0,
            inspector: ProcessInspector(filters: filterCount(), log: log), readers: readers)
    }

    /// How many seccomp filters the owner's processes run under: as many as this one, which is none under a mission.
    /// The configuration is a file that any program of the owner's can change.
    private func filterCount() -> Int {
        let own = ProcessInspector.ownFilterCount() ?? 0
        if let configured = configuration.seccompFilterCount, configured != own {
            log.warning(
                "configured_filters_ignored", ["configured": .integer(Int64(configured)), "own": .integer(Int64(own))])
        }
        return own
    }

    /// The owner's socket first, then the network.
    private func listeners() throws(HostError) -> [HTTPListener] {
        var listeners = [HTTPListener.unix(path: try socketPath())]
        for listener in configuration.listeners {
            listeners.append(
                .tcp(host: listener.address, port: listener.port, identity: try identity(of: listener)))
        }
        return listeners
    }

    /// The socket in the home; where its path would be longer than the system takes, one in a fresh folder.
    private func socketPath() throws(HostError) -> String {
        guard home.socket.utf8.count > UnixSocketPath.bytesMax else { return home.socket }
        do throws(SystemError) {
            return try Files.createTemporaryDirectory(prefix: "writ") + "/authority.sock"
        } catch {
            throw .system("\(error)")
        }
    }

    private func identity(of listener: HomeConfiguration.Listener) throws(HostError) -> TLSIdentity? {
        guard let certificate = listener.certificate, let key = listener.key else { return nil }
        let path = { [home] (name: String) in name.hasPrefix("/") ? name : home.path + "/" + name }
        do throws(SystemError) {
            return TLSIdentity(
                certificateChain: try Files.read(path(certificate), limitBytes: 1 << 20),
                privateKey: try Files.read(path(key), limitBytes: 1 << 20))
        } catch {
            throw .listener("\(error)")
        }
    }

    /// How the authority is doing. Takes time for each mission.
    private var status: [(name: String, value: JSONValue)] {
        var members = authority.readCopy { state, _ -> [(name: String, value: JSONValue)] in
            [
                ("ledger_entries", .number(Double(state.size))),
                ("live_missions", .number(Double(state.missions.liveCount))),
                ("missions", .number(Double(state.missions.count))),
                ("sessions", .number(Double(state.sessions.count))),
                ("submissions_waiting", .number(Double(state.submissions.open.count))),
            ]
        }
        members += [
            ("issuer", .string(configuration.issuer)),
            ("ledger_check", ["done": .number(Double(check.checked)), "of": .number(Double(check.count))]),
            ("ledger_key", .string(desk.verifier.text)),
            ("pid", .number(Double(ProcessID.current.rawValue))), ("watchers", .number(Double(watchers.count))),
        ]
        if let distrust = clock.distrust { members.append(("clock_distrust", .string("\(distrust)"))) }
        return members
    }
}

/// What unix(7) takes for a path, without the zero byte at its end.
private enum UnixSocketPath {
    static let bytesMax = 107
}

/// The server as a service: it listens from its start on, and drains before it ends.
private final class WebService: Service {
    let name = "http"
    private let listeners: [HTTPListener]
    private let handler: AuthorityAPI
    private let log: Log
    private let onListening: @Sendable ([HTTPEndpoint]) throws -> Void
    private let server = Monitor<HTTPServer?>(nil)

    init(
        listeners: [HTTPListener], handler: AuthorityAPI, log: Log,
        onListening: @escaping @Sendable ([HTTPEndpoint]) throws -> Void
    ) {
        self.listeners = listeners
        self.handler = handler
        self.log = log
        self.onListening = onListening
    }

    func start() throws {
        let started = try HTTPServer(listeners: listeners, handler: handler)
        server.withLock { $0 = started }
        try onListening(started.endpoints)
    }

    func stop(deadline: Deadline) {
        let milliseconds = Int(deadline.remaining / .milliseconds(1))
        server.withLock { $0 }?.stop(deadlineMilliseconds: milliseconds)
        server.withLock { $0 = nil }
    }
}
