// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionWire

/// The API described by OpenAPI 3.1, made from the routes themselves, so that it cannot say something else.
package struct OpenAPIDocument {
    private let routes: [Route]

    init(describing routes: [Route]) { self.routes = routes }

    static let path = "/v1/openapi.json"

    /// The routes that are described, and the one that serves the description, which describes itself too.
    static func completing(_ routes: [Route]) -> [Route] {
        let own = { (document: [UInt8]) in
            Route(.get, path, access: .everyone, "This description", answers: [.ok(.description)]) { _, reply in
                reply.send(.ok, document)
            }
        }
        return routes + [own(OpenAPIDocument(describing: routes + [own([])]).json)]
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
            "components": [
                "responses": .object(refusals + Self.early.map(\.response)), "schemas": schemas,
                "securitySchemes": Self.securitySchemes,
            ],
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
        let parameters = route.pathParameters + route.queryParameters + route.headerParameters
        if !parameters.isEmpty { members.append(JSONValue.Member("parameters", .array(parameters))) }
        if !route.request.isEmpty {
            members.append(
                JSONValue.Member("requestBody", ["content": Self.content(route.request), "required": true]))
        }
        return .object(members)
    }

    private static func content(_ payloads: [Payload]) -> JSONValue {
        .object(payloads.map { JSONValue.Member($0.mediaType, ["schema": $0.schema.json]) })
    }
}

/// Answers.
extension OpenAPIDocument {
    private func responses(of route: Route) -> JSONValue {
        let done = route.answers.map { answer in
            JSONValue.Member(
                String(answer.status.code), ["content": Self.content([answer.payload]), "description": "Done"])
        }
        let refused = Self.statuses(of: route.surface).filter { route.canAnswer($0) }.map { status in
            JSONValue.Member(
                String(status.code),
                ["$ref": .string("#/components/responses/\(Self.refusalName(route.surface, status))")])
        }
        return .object(done + refused + Self.early.filter { route.canBeRefusedEarly($0.status) }.map(\.reference))
    }

    /// For each surface and status, the refusals that have it.
    private var refusals: [JSONValue.Member] {
        Surface.every.flatMap { surface in
            Self.statuses(of: surface).map { status in
                let codes = ErrorTable.rows(of: surface).filter { $0.status == status }.map(\.code).sorted()
                var members = [
                    JSONValue.Member("content", Self.content([.json(.error(codes, on: surface))])),
                    JSONValue.Member("description", .string("Refused: " + codes.joined(separator: ", "))),
                ]
                if status == .unauthorized { members.append(JSONValue.Member("headers", surface.challengeHeader)) }
                return JSONValue.Member(Self.refusalName(surface, status), .object(members))
            }
        }
    }

    /// What the server refuses before a route is asked, and not as JSON.
    private static let early = [
        EarlyRefusal(status: .contentTooLarge, summary: "Refused: the body is longer than 1 MiB"),
        EarlyRefusal(status: .headTooLarge, summary: "Refused: the head is longer than 8 KiB or has too many fields"),
    ]

    private struct EarlyRefusal: Sendable {
        let status: HTTPStatus
        let summary: String

        private var name: String { "server_\(status.code)" }
        var response: JSONValue.Member { JSONValue.Member(name, ["description": .string(summary)]) }
        var reference: JSONValue.Member {
            JSONValue.Member(String(status.code), ["$ref": .string("#/components/responses/\(name)")])
        }
    }

    private static func statuses(of surface: Surface) -> [HTTPStatus] {
        Set(ErrorTable.rows(of: surface).map(\.status)).sorted { $0.code < $1.code }
    }

    private static func refusalName(_ surface: Surface, _ status: HTTPStatus) -> String {
        "\(surface.name)_\(status.code)"
    }
}

/// Components.
extension OpenAPIDocument {
    private var schemas: JSONValue {
        var components: [String: JSONValue] = [:]
        for route in routes {
            for payload in route.request + route.answers.map(\.payload) { payload.schema.collect(into: &components) }
        }
        return .object(components.map { JSONValue.Member($0.key, $0.value) })
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

extension Surface {
    fileprivate var challengeHeader: JSONValue {
        [
            "WWW-Authenticate": [
                "description": "The fields by which one is known here, as schemes (RFC 9110, section 11.6.1).",
                "schema": ["const": .string(challenge.value)],
            ]
        ]
    }
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
        case .authenticated: surface.isForClients ? [["client": []]] : [["owner": []], ["session": []], ["client": []]]
        }
    }

    fileprivate var pathParameters: [JSONValue] {
        segments.compactMap { segment in
            guard case .parameter(let name) = segment else { return nil }
            return ["name": .string(name), "in": "path", "required": true, "schema": Schema.text(1...512).json]
        }
    }

    fileprivate var queryParameters: [JSONValue] {
        query.map { parameter in
            [
                "name": .string(parameter.name), "in": "query", "description": .string(parameter.summary),
                "schema": parameter.schema.json,
            ]
        }
    }

    fileprivate var headerParameters: [JSONValue] {
        guard takesMissionReference else { return [] }
        return [
            [
                "name": .string("\(MissionReference.fieldName)"), "in": "header",
                "description": "The mission once more (draft-mcguinness-mission-authority-server); a conflict denies.",
                "schema": Schema.string.json,
            ]
        ]
    }

    /// Whether the server itself may refuse a request for this route with this status.
    fileprivate func canBeRefusedEarly(_ status: HTTPStatus) -> Bool {
        guard status == .contentTooLarge else { return true }
        if case .submission = surface { return false }
        return !request.isEmpty
    }

    /// Whether a refusal with this status can be met here: public documents depend on nothing that could refuse them.
    fileprivate func canAnswer(_ status: HTTPStatus) -> Bool {
        guard case .everyone = access else { return true }
        return status == .badRequest || status == .methodNotAllowed
    }
}
