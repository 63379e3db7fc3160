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
        _ summary: String, query: [QueryParameter] = [], request: [Payload] = [], answers: [Success] = [.done],
        handle: @escaping @Sendable (APIRequest, Reply) throws(APIError) -> Void
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.surface = surface
        self.summary = summary
        self.query = query
        self.request = request
        self.answers = answers
        self.handle = handle
        segments = path.split(separator: "/").map { part in
            part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .fixed(String(part))
        }
    }

    /// The values of the parameters if `parts` is this route's path, or nil.
    func match(_ parts: [Substring]) -> [String]? {
        guard parts.count == segments.count else { return nil }
        var values: [String] = []
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .fixed(let name): guard part == name else { return nil }
            case .parameter: values.append(String(part))
            }
        }
        return values
    }
}

/// All endpoints.
struct RouteTable: Sendable {
    let routes: [Route]
    /// Routes without parameters by method and path: the busy ones are found at once.
    private let fixed: [String: Route]

    init(_ routes: [Route]) {
        self.routes = routes
        fixed = routes.filter { !$0.path.contains("{") }.reduce(into: [:]) { $0[$1.method.rawValue + $1.path] = $1 }
    }

    enum Match {
        case route(Route, parameters: [String])
        case methodNotAllowed([String])
        case none
    }

    func match(method: String, path: String) -> Match {
        if let route = fixed[method + path] { return .route(route, parameters: []) }
        let parts = path.split(separator: "/")
        var allowed: [String] = []
        for route in routes {
            guard let parameters = route.match(parts) else { continue }
            if route.method.rawValue == method { return .route(route, parameters: parameters) }
            allowed.append(route.method.rawValue)
        }
        return allowed.isEmpty ? .none : .methodNotAllowed(allowed)
    }
}

extension Route.QueryParameter {
    /// How many to answer at most.
    static func max(_ most: Int64) -> Route.QueryParameter {
        Route.QueryParameter("max", "How many to answer at most", .integer(1...most))
    }
}
