// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Testing
import WritTesting

@testable import AuthorityAPI

/// The API description against the route table.
struct OpenAPITests {
    private let world: TestAuthority
    private let document: JSONNode

    init() throws {
        world = try TestAuthority()
        document = try JSONDocument(OpenAPIDocument(describing: world.api.table.routes).json).root
    }

    private var operations: [(name: String, operation: JSONNode)] {
        var operations: [(String, JSONNode)] = []
        document["paths"]?.forEachMember { path, item in
            item.forEachMember { method, operation in operations.append(("\(method.uppercased()) \(path)", operation)) }
        }
        return operations
    }

    @Test func `nothing is described but the routes, and each of them once`() {
        let routes = world.api.table.routes.map { "\($0.method.rawValue) \($0.path)" }
        #expect(routes.count == Set(routes).count)
        #expect(Set(operations.map(\.name)) == Set(routes))
    }

    @Test func `no two operations have the same id`() throws {
        let names = try operations.map { try $0.operation.required("operationId", JSONNode.string) }
        #expect(names.count == Set(names).count)
    }

    @Test func `every reference leads to a component, and every component is referred to`() {
        var references: Set<String> = []
        collect(document, into: &references)
        var components: Set<String> = []
        for kind in ["schemas", "responses"] {
            document["components"]?[dynamic: kind]?.forEachMember { name, _ in
                components.insert("#/components/\(kind)/\(name)")
            }
        }
        let answered = components.filter { $0.contains("/schemas/") }
        #expect(references.isSubset(of: components))
        #expect(answered.subtracting(references).isEmpty)
    }

    private func collect(_ node: JSONNode, into references: inout Set<String>) {
        if let reference = node["$ref"]?.stringValue { references.insert(reference) }
        node.forEachMember { collect($1, into: &references) }
        node.forEachElement { collect($0, into: &references) }
    }

    @Test func `every operation says what it takes, answers and refuses`() {
        for (name, operation) in operations {
            let isPost = name.hasPrefix("POST") || name.hasPrefix("PUT")
            #expect((operation["requestBody"] != nil) == isPost, "\(name)")
            var schemas = 0
            operation["responses"]?.forEachMember { status, response in
                guard status.hasPrefix("2") else { return }
                response["content"]?.forEachMember { if $1["schema"] != nil { schemas += 1 } }
            }
            #expect(schemas > 0, "\(name)")
            #expect(operation["responses"]?["400"] != nil, "\(name)")
        }
    }

    @Test func `the description is the golden one`() throws {
        try Goldens.expect(document.canonicalBytes, at: "openapi.json")
    }

    @Test func `the description that is served is this one`() throws {
        let answer = try world.ask("GET", OpenAPIDocument.path, as: .nobody)
        #expect(answer.body == document.canonicalBytes)
    }
}
