// SPDX-License-Identifier: Apache-2.0

/// One endpoint: where it is, who may reach it, what it does, and how the API description speaks of it.
struct Route: Sendable {
    let method: Method
    /// Segments after the first slash; one in braces is a parameter.
    let path: String
    let access: Access
    let surface: Surface
    let summary: String
    let query: [QueryParameter]
    /// Whether a request may name its mission beside the body as well; see ``APIRequest/checked(_:issuer:)``.
    let takesMissionReference: Bool
    /// Whether answering takes time for each of many, or goes through the ledger: done where no check waits for it.
    let takesTime: Bool
    /// What the body may be, by its content type; empty when there is none.
    let request: [Payload]
    /// What is answered when it is done.
    let answers: [Success]
    let handle: @Sendable (APIRequest, Reply) throws(APIError) -> Void

    enum Method: String, CaseIterable, Sendable { case get = "GET", post = "POST", put = "PUT" }

    enum Access: Sendable {
        /// Anyone, unauthenticated.
        case everyone
        /// Whoever is authenticated; what they may do is for the rules to say.
        case authenticated
        /// The owner, on the authority's own socket.
        case owner
    }

    let segments: [Segment]

    enum Segment: Sendable {
        case fixed(String)
        case parameter(String)
    }

    /// What may stand after the question mark.
    struct QueryParameter: Sendable {
        let name: String
        let summary: String
        let schema: Schema

        init(_ name: String, _ summary: String, _ schema: Schema = .string) {
            self.name = name
            self.summary = summary
            self.schema = schema
        }
    }

    init(
        _ method: Method, _ path: String, access: Access = .authenticated, surface: Surface = .product,
        _ summary: String, query: [QueryParameter] = [], takesMissionReference: Bool = false,
        takesTime: Bool = false, request: [Payload] = [], answers: [Success] = [.done],
        handle: @escaping @Sendable (APIRequest, Reply) throws(APIError) -> Void
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.surface = surface
        self.summary = summary
        self.query = query
        self.takesMissionReference = takesMissionReference
        self.takesTime = takesTime
        self.request = request
        self.answers = answers
        self.handle = handle
        segments = Self.parts(of: path).map { part in
            part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .fixed(String(part))
        }
    }

    /// What stands between the slashes; also nothing, so that no endpoint has two paths.
    fileprivate static func parts(of path: String) -> [Substring] {
        Array(path.split(separator: "/", omittingEmptySubsequences: false).dropFirst())
    }

    /// Whether the body may be a form.
    var takesForm: Bool { request.contains { $0.mediaType == ContentType.form } }

    /// The values of the parameters if `parts` is this route's path, or nil.
    func match(_ parts: [Substring]) -> [String]? {
        guard parts.count == segments.count else { return nil }
        var values: [String] = []
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .fixed(let name): guard part == name else { return nil }
            case .parameter:
                guard !part.isEmpty else { return nil }
                values.append(String(part))
            }
        }
        return values
    }
}

/// A route that is served, and how often it has answered what.
final class Endpoint: Sendable {
    let route: Route
    let answers: AnswerCounts

    init(_ route: Route, _ answers: AnswerCounts) {
        self.route = route
        self.answers = answers
    }

    func answer(_ request: APIRequest, _ reply: Reply) {
        do throws(APIError) { try route.handle(request, reply) } catch { reply.fail(error) }
    }
}

/// All endpoints, at their paths and below the path of the issuer.
struct RouteTable: Sendable {
    let endpoints: [Endpoint]
    /// Begins with a slash, or is empty.
    private let issuerPath: String
    /// Those without parameters by path: the busy ones are found at once.
    private let fixed: [String: [Endpoint]]

    init(_ routes: [Route], issuerPath: String, counting: (Route) -> AnswerCounts) {
        self.issuerPath = issuerPath
        endpoints = routes.map { Endpoint($0, counting($0)) }
        fixed = Dictionary(grouping: endpoints.filter { !$0.route.path.contains("{") }) { $0.route.path }
    }

    var routes: [Route] { endpoints.map(\.route) }

    enum Match {
        /// The endpoint, with its path under the issuer.
        case endpoint(Endpoint, path: String, parameters: [String])
        case methodNotAllowed([String], surface: Surface)
        case none
    }

    /// Finds who answers. What answers `GET` answers `HEAD` too (RFC 9110, section 9.1).
    func match(method: String, path: String) -> Match {
        let method = method == "HEAD" ? "GET" : method
        guard !issuerPath.isEmpty, path.hasPrefix(issuerPath + "/") else { return find(method, path) }
        let below = find(method, String(path.dropFirst(issuerPath.count)))
        if case .none = below { return find(method, path) }
        return below
    }

    private func find(_ method: String, _ path: String) -> Match {
        if let endpoint = fixed[path]?.first(where: { $0.route.method.rawValue == method }) {
            return .endpoint(endpoint, path: path, parameters: [])
        }
        let parts = Route.parts(of: path)
        var others: [Route] = []
        for endpoint in endpoints {
            guard let parameters = endpoint.route.match(parts) else { continue }
            if endpoint.route.method.rawValue == method {
                return .endpoint(endpoint, path: path, parameters: parameters)
            }
            others.append(endpoint.route)
        }
        guard let surface = others.first?.surface else { return .none }
        return .methodNotAllowed(others.flatMap(\.method.names), surface: surface)
    }
}

extension Route.Method {
    /// The methods that a route with this one answers.
    fileprivate var names: [String] { self == .get ? ["GET", "HEAD"] : [rawValue] }
}

extension Route.QueryParameter {
    /// Which page of a list is wanted; see ``APIRequest/pageStart()``.
    static let before = Route.QueryParameter("before", "Continue from here: `next` of the page before", .count)

    /// How many to answer at most.
    static func max(_ most: Int64) -> Route.QueryParameter {
        Route.QueryParameter("max", "How many to answer at most", .integer(1...most))
    }
}
