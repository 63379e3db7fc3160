// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPServer
import Platform

extension BenchRow {
    static let server = BenchRow(
        name: "server", title: "the HTTP server itself, answering a constant to 32 connections; nginx doing the same",
        measure: measureServer)

    private static func measureServer(_ folder: String) throws -> [Measure] {
        let constant = try PartProcess(["constant", folder + "/constant.sock"])
        let ours = try measured(HTTPEndpoint.tcp(address: "127.0.0.1", port: constant.port()))
        try constant.stop()
        guard let nginx = try Nginx(in: folder) else { return [Measure("answers", ours)] }
        let peer = try measured(nginx.endpoint)
        return [Measure("answers", ours, beside: .init("nginx", peer))]
    }

    private static func measured(_ endpoint: HTTPEndpoint) throws -> Figure {
        let load = Load(on: endpoint, connections: 32, expecting: "\"decision\":true")
        let request = RequestText(get: "/").plain
        return Figure(try load.run { _, output in output += request }.perSecond, .perSecond)
    }
}

/// A real nginx that answers a constant, with as many workers as there are processors.
private final class Nginx {
    let endpoint: HTTPEndpoint
    private let child: ChildProcess

    private static let places = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"]
    private static let patience = Duration.seconds(10)

    /// Nil where nginx is not installed.
    init?(in folder: String) throws {
        guard let program = try Self.places.first(where: { try Files.exists($0) }) else { return nil }
        let port = try Self.freePort()
        endpoint = .tcp(address: "127.0.0.1", port: port)
        let configuration = folder + "/nginx.conf"
        try Files.replace(configuration, with: Array(Self.configuration(port).utf8))
        // WHY: all its files are named from the folder that it starts in, which may be a relative path itself.
        var command = ChildCommand(
            program, ["-p", ".", "-e", "error.log", "-c", "nginx.conf"], environment: Environment.all,
            workingDirectory: folder)
        command.standardOutput = .null
        command.standardError = .null
        child = try ChildProcess.spawn(command)
        try waitUntilItServes()
    }

    deinit { _ = child.terminateGroup(grace: Self.patience) }

    private func waitUntilItServes() throws {
        let deadline = Deadline.after(Self.patience)
        while true {
            do throws(BenchFailure) {
                _ = try LoadConnection(to: endpoint)
                return
            } catch {
                guard !deadline.hasPassed else { throw BenchFailure("nginx does not serve: \(error)") }
                usleep(10_000)
            }
        }
    }

    private static func configuration(_ port: UInt16) -> String {
        """
        daemon off; worker_processes auto; pid nginx.pid; error_log error.log;
        events { worker_connections 1024; }
        http {
            access_log off; keepalive_requests 1000000000; default_type application/json;
            client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c; uwsgi_temp_path d; scgi_temp_path e;
            server {
                listen 127.0.0.1:\(port);
                location / { return 200 '{"context":{"evaluation_id":"prm_AAAAAAAAAAAAAAAAAAAAAA"},"decision":true}'; }
            }
        }
        """
    }

    /// A port that nobody listens on.
    private static func freePort() throws -> UInt16 {
        let server = try HTTPServer(listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: NoHandler())
        defer { server.stop(deadlineMilliseconds: 0) }
        guard case .tcp(_, let port)? = server.endpoints.first else { throw BenchFailure("there is no free port") }
        return port
    }
}

private struct NoHandler: HTTPHandler {
    func handle(_ request: borrowing HTTPRequest, _ responder: consuming Responder) { responder.send(.notFound) }
}
