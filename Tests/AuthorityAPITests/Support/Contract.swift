// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Platform

@testable import AuthorityAPI

/// The API description, as something that requests and answers are held against.
struct Contract: Sendable {
    private let document: JSONDocument
    private let validator: SchemaValidator

    private static let known = Monitor<Contract?>(nil)

    /// The description of an authority; it is the same for all.
    static func of(_ world: TestAuthority) throws -> Contract {
        if let contract = known.withLock({ $0 }) { return contract }
        let contract = try Contract(OpenAPIDocument(describing: world.api.table.routes).json)
        known.withLock { $0 = contract }
        return contract
    }

    init(_ bytes: [UInt8]) throws {
        document = try JSONDocument(bytes)
        validator = SchemaValidator(document: document)
    }

    /// The operation that was asked for, and all that is not as described.
    func check(_ asked: Asked, _ answered: Answered) -> (operation: String?, faults: [String]) {
        guard let (template, operation) = operation(asked) else {
            return (nil, [404, 405].contains(answered.status) ? [] : ["answered, and not described"])
        }
        var faults = check(answered, operation)
        if answered.status < 300 { faults += check(asked, operation) }
        return ("\(asked.method) \(template)", faults)
    }

    /// All that is wrong with a JSON document that should be as a named schema says.
    func faults(of document: [UInt8], as name: String) -> [String] {
        guard let schema = self.document.root["components"]?["schemas"]?[dynamic: name] else {
            return ["nothing is described as `\(name)`"]
        }
        return validator.faults(of: document, schema: schema, strictly: true)
    }

    private func operation(_ asked: Asked) -> (template: String, operation: JSONNode)? {
        var found: (String, JSONNode)?
        document.root["paths"]?.forEachMember { template, item in
            guard Self.matches(template, asked.path), let operation = item[dynamic: asked.method.lowercased()] else {
                return
            }
            if found == nil || !template.contains("{") { found = (template, operation) }
        }
        return found
    }

    private static func matches(_ template: String, _ path: String) -> Bool {
        let (template, path) = (template.split(separator: "/"), path.split(separator: "/"))
        return template.count == path.count && zip(template, path).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }

    private func check(_ asked: Asked, _ operation: JSONNode) -> [String] {
        guard let type = asked.type else { return [] }
        guard let payload = operation["requestBody"]?["content"]?[dynamic: type] else {
            return ["a body of \(type) was taken, and is not described"]
        }
        return type == "application/json" ? validator.faults(of: asked.body, payload, strictly: false) : []
    }

    private func check(_ answered: Answered, _ operation: JSONNode) -> [String] {
        guard let response = operation["responses"]?[dynamic: String(answered.status)].map(validator.resolved) else {
            return ["the status \(answered.status) is not described"]
        }
        let type = String(answered.type.prefix { $0 != ";" })
        // A listener that stops says so itself, before a request reaches the API.
        if answered.status == 503, type == "text/plain" { return [] }
        guard let payload = response["content"]?[dynamic: type] else {
            return ["the content type `\(type)` is not described"]
        }
        guard type == "application/json" else { return [] }
        return validator.faults(of: answered.body, payload, strictly: true)
    }
}
