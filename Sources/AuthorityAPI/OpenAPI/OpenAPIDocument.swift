// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer

/// The API described by OpenAPI 3.1, made from the routes themselves, so that it cannot say something else.
package struct OpenAPIDocument {
    private let routes: [Route]

    init(describing routes: [Route]) { self.routes = routes }

    static let path = "/v1/openapi.json"

    /// The route that serves the description.
    var route: Route {
        let document = json
        return Route(.get, Self.path, access: .everyone, "This description", response: "Description") { _, reply in
            reply.send(.ok, document)
        }
    }

    /// The document, canonical.
    package var json: [UInt8] {
        let document: JSONValue = [
            "openapi": "3.1.0",
            "info": [
                "title": "Writ mission authority",
                "summary": "Whether delegated work is still legitimate.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
                "version": "1",
            ],
            "paths": paths,
            "components": ["schemas": OpenAPISchemas.all, "securitySchemes": Self.securitySchemes],
        ]
        return document.canonicalBytes
    }

    private var paths: JSONValue {
        var order: [String] = []
        var operations: [String: [JSONValue.Member]] = [:]
        for route in routes {
            if operations[route.path] == nil { order.append(route.path) }
            operations[route.path, default: []].append(
                JSONValue.Member(route.method.rawValue.lowercased(), operation(route)))
        }
        return .object(order.map { JSONValue.Member($0, .object(operations[$0] ?? [])) })
    }

    private func operation(_ route: Route) -> JSONValue {
        var members: [JSONValue.Member] = [
            JSONValue.Member("operationId", .string(route.operationID)),
            JSONValue.Member("summary", .string(route.summary)),
            JSONValue.Member("responses", responses(of: route)),
            JSONValue.Member("security", route.security),
        ]
        let parameters = parameters(of: route)
        if !parameters.isEmpty { members.append(JSONValue.Member("parameters", .array(parameters))) }
        if let request = route.request { members.append(JSONValue.Member("requestBody", body(request))) }
        return .object(members)
    }

    private func parameters(of route: Route) -> [JSONValue] {
        let path = route.segments.compactMap { segment -> JSONValue? in
            guard case .parameter(let name) = segment else { return nil }
            return ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        let query = route.query.map { parameter -> JSONValue in
            [
                "name": .string(parameter.name), "in": "query", "description": .string(parameter.summary),
                "schema": ["type": "string"],
            ]
        }
        return path + query
    }

    private func body(_ schema: String) -> JSONValue {
        [
            "required": true,
            "content": .object([JSONValue.Member(OpenAPISchemas.mediaType(of: schema), Self.reference(schema))]),
        ]
    }

    private func responses(of route: Route) -> JSONValue {
        var success: [JSONValue.Member] = [JSONValue.Member("description", "Done")]
        if let response = route.response {
            success.append(
                JSONValue.Member("content", .object([JSONValue.Member("application/json", Self.reference(response))])))
        }
        return [
            "2XX": .object(success),
            "default": ["description": "Refused", "content": ["application/json": Self.reference("Error")]],
        ]
    }

    private static func reference(_ schema: String) -> JSONValue {
        ["schema": ["$ref": .string("#/components/schemas/\(schema)")]]
    }

    private static let securitySchemes: JSONValue = [
        "owner": [
            "type": "http", "scheme": "unix-peer",
            "description": "The owner's unix socket: the operating system says who connects.",
        ],
        "session": [
            "type": "apiKey", "in": "header", "name": "Writ-Credential",
            "description": "The secret of the session named in `Writ-Session`, for processes under a mission.",
        ],
        "client": [
            "type": "apiKey", "in": "header", "name": "Client-Assertion",
            "description": "A registered client's assertion (`private_key_jwt`, RFC 7523) for this endpoint's URL.",
        ],
    ]
}

extension Route {
    /// The method and the path in words: unique among the routes.
    fileprivate var operationID: String {
        let words = segments.flatMap { segment -> [Substring] in
            switch segment {
            case .fixed(let name): name.split { !$0.isLetter && !$0.isNumber }
            case .parameter(let name): ["by", name[...]]
            }
        }
        return ([method.rawValue.lowercased()[...]] + words).joined(separator: "_")
    }

    fileprivate var security: JSONValue {
        switch access {
        case .everyone: []
        case .owner: [["owner": []]]
        case .authenticated: [["owner": []], ["session": []], ["client": []]]
        }
    }
}
