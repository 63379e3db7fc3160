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
    /// The name of the request body's schema in the API description; nil when there is no body.
    let request: String?
    /// The name of the answer's schema; nil when the answer is no JSON object.
    let response: String?
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

        init(_ name: String, _ summary: String) {
            self.name = name
            self.summary = summary
        }
    }

    init(
        _ method: Method, _ path: String, access: Access = .authenticated, surface: Surface = .product,
        _ summary: String, query: [QueryParameter] = [], request: String? = nil, response: String? = nil,
        handle: @escaping @Sendable (APIRequest, Reply) throws(APIError) -> Void
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.surface = surface
        self.summary = summary
        self.query = query
        self.request = request
        self.response = response
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
    static let max = Route.QueryParameter("max", "How many to answer at most")
}
