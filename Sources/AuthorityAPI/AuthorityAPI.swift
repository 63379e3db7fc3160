// SPDX-License-Identifier: Apache-2.0

package import HTTPServer
package import MissionAuthority
import MissionKernel
import MissionWire
package import Platform

/// Every endpoint of the authority, on the owner's socket and on the network.
package final class AuthorityAPI: HTTPHandler {
    let table: RouteTable
    private let metadata: AuthorityMetadata
    private let ownerListener: Int
    private let ownerSocket: OwnerSocket
    let supervisors: SupervisorBook
    private let assertions: ClientAssertions
    /// Answers what takes time.
    private let readers: WorkerPool
    /// Counts the answers to requests that no route takes.
    private let strays: AnswerCounts

    /// - Parameters:
    ///   - ownerListener: which of the server's listeners is the owner's socket.
    ///   - inspector: looks at the processes that connect to it.
    ///   - readers: answers what takes time, while the server's threads answer checks; runs as long as the server does.
    package init(
        authority: MissionAuthority, keys: [[UInt8]], ledger: LedgerDesk, watchers: WatchHub, operations: Operations,
        ownerListener: Int, inspector: any PeerInspector, readers: WorkerPool
    ) {
        let metadata = AuthorityMetadata(
            issuer: authority.configuration.issuer, maxStaleSeconds: authority.configuration.maxStaleSeconds)
        self.metadata = metadata
        supervisors = SupervisorBook(
            awaitsSupervisors: authority.readCopy { state, _ in
                state.sessions.sessions.contains { $0.state == .running }
            })
        let described =
            MetadataRoutes(metadata: metadata, keys: keys).routes
            + SubmissionRoutes(authority: authority).routes + StatusRoutes(authority: authority).routes
            + DecisionRoutes(authority: authority).routes + CheckRoutes(authority: authority).routes
            + MissionRoutes(authority: authority, ledger: ledger).routes
            + ApprovalRoutes(authority: authority).routes + SignalRoutes(authority: authority).routes
            + PermitRoutes(authority: authority).routes
            + SessionRoutes(authority: authority, supervisors: supervisors).routes
            + QueueRoutes(authority: authority).routes + AttentionRoutes(authority: authority).routes
            + RegistryRoutes(authority: authority).routes + LedgerRoutes(authority: authority, desk: ledger).routes
            + WatchRoutes(authority: authority, hub: watchers).routes
            + OperationsRoutes(authority: authority, watchers: watchers, operations: operations).routes
        let answered = operations.metrics.counters(
            "writ_http_responses_total", help: "Answers given, by route and status.", labels: ["route", "status"])
        table = RouteTable(OpenAPIDocument.completing(described), issuerPath: metadata.path) {
            AnswerCounts(answered, of: $0.path)
        }
        strays = AnswerCounts(answered, of: "none")
        self.ownerListener = ownerListener
        ownerSocket = OwnerSocket(authority: authority, inspector: inspector, supervisors: supervisors)
        assertions = ClientAssertions(authority: authority)
        self.readers = readers
    }

    package func handle(_ request: borrowing HTTPRequest, _ responder: consuming Responder) {
        let held = HeldResponder(responder)
        switch table.match(method: request.method, path: request.path) {
        case .none: Reply(held, surface: .product, counts: strays).fail(.noRoute)
        case .methodNotAllowed(let allowed, let surface):
            Reply(held, surface: surface, counts: strays).fail(.methodNotAllowed(allowed: allowed))
        case .endpoint(let endpoint, let path, let parameters):
            let body = [UInt8](request.body)
            let reply = Reply(
                held, surface: endpoint.route.surface.answering(body), counts: endpoint.answers,
                requestID: Self.requestID(request, for: endpoint.route))
            do throws(APIError) {
                let asked = try read(request, for: endpoint.route, path: path, parameters, body)
                guard endpoint.route.takesTime else { return endpoint.answer(asked, reply) }
                guard readers.run({ endpoint.answer(asked, reply) }) else { throw .unavailable(.overloaded) }
            } catch {
                reply.fail(error)
            }
        }
    }

    /// A submission that is too long is told so in the words of its specification
    /// (draft-mcguinness-mission-authority-server, *Intent Submission*).
    package func refusal(ofBodyOf request: borrowing HTTPRequest) -> HTTPResponse? {
        guard case .endpoint(let endpoint, _, _) = table.match(method: request.method, path: request.path),
            case .submission = endpoint.route.surface
        else { return nil }
        let answer = ErrorAnswer(.malformed("the body is longer than is taken here"), on: .submission)
        endpoint.answers.count(answer.status)
        return HTTPResponse(answer.status, [.json, .noStore], body: answer.body(on: .submission))
    }

    /// AuthZEN 1.0, *Request Identification*: a decision is answered with the identifier it was asked under.
    private static func requestID(_ request: borrowing HTTPRequest, for route: Route) -> HTTPField? {
        guard case .decision = route.surface, let value = request.header("X-Request-ID") else { return nil }
        return HTTPField(name: "X-Request-ID", value: value)
    }

    private func read(
        _ request: borrowing HTTPRequest, for route: Route, path: String, _ parameters: [String], _ body: [UInt8]
    ) throws(APIError) -> APIRequest {
        let contentType = ContentType(field: request.header("Content-Type"))
        let coding = request.header("Content-Encoding")
        guard coding == nil || coding?.lowercased() == "identity" else { throw .unsupportedCoding }
        let caller = try caller(request, for: route, path: path, contentType, body)
        return APIRequest(
            caller: caller, peer: peer(of: request), parameters: try Self.decoded(parameters),
            query: try Self.query(request, for: route), body: body, contentType: contentType,
            missionReference: route.takesMissionReference ? request.header(MissionReference.fieldName) : nil)
    }

    private func peer(of request: borrowing HTTPRequest) -> ProcessFacts? {
        guard request.connection.listener == ownerListener, case .unix(let peer) = request.connection.peer else {
            return nil
        }
        return peer
    }

    private func caller(
        _ request: borrowing HTTPRequest, for route: Route, path: String, _ contentType: ContentType, _ body: [UInt8]
    ) throws(APIError) -> Caller {
        if case .everyone = route.access { return .client(.anonymous) }
        let isOwnerSocket = request.connection.listener == ownerListener
        let credentials = try credentials(request, for: route, path: path, contentType, body)
        let caller: Caller
        if isOwnerSocket {
            caller = try ownerSocket.caller(credentials, on: request.connection)
        } else {
            caller = try assertions.caller(credentials, on: request.connection)
        }
        if case .owner = route.access, caller != .owner {
            throw .refused(Refusal(.notPermitted, "only the owner of this authority may do this"))
        }
        return caller
    }

    private func credentials(
        _ request: borrowing HTTPRequest, for route: Route, path: String, _ contentType: ContentType, _ body: [UInt8]
    ) throws(APIError) -> Credentials {
        var credentials = Credentials(
            issuer: metadata.issuer, endpoint: metadata.base + path,
            takesIssuerAsAudience: route.surface.takesIssuerAsAudience)
        credentials.assertions = request.headerValues("Client-Assertion")
        credentials.hasAuthorization = request.header("Authorization") != nil
        credentials.session = request.header("Writ-Session")
        credentials.sessionSecret = request.header("Writ-Credential")
        if route.takesForm, contentType.isOf(ContentType.form) { try credentials.read(FormFields(body)) }
        return credentials
    }

    private static func decoded(_ parameters: [String]) throws(APIError) -> [String] {
        var values: [String] = []
        for parameter in parameters {
            guard let value = PercentEncoding.decode(parameter, plusIsSpace: false) else {
                throw .malformed("the path has a malformed percent-encoding")
            }
            values.append(value)
        }
        return values
    }

    private static func query(
        _ request: borrowing HTTPRequest, for route: Route
    ) throws(APIError) -> [String: String] {
        let values: [String: String]
        do throws(HTTPQueryError) {
            values = try request.queryParameters()
        } catch {
            throw .malformed("the query cannot be read, or has a parameter twice")
        }
        if let unknown = values.keys.filter({ name in !route.query.contains { $0.name == name } }).min() {
            throw .malformed("`\(unknown)` is no parameter of this endpoint")
        }
        return values
    }
}

extension ClientID {
    /// Stands for whoever reads public documents; registered names are never empty.
    static let anonymous = ClientID("")
}
