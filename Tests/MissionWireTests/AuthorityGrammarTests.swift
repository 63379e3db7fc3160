// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

struct `Authority entries` {
    private func fault(_ entry: JSONValue) -> JSONShapeError? { Wire.fault(entry, AuthorityGrammar.entry) }

    @Test func `are refused without saying what is wrong only when nothing is`() throws {
        let entry: JSONValue = .entry("a", constraints: ["max_amount": .money("1e3")])
        let fault = try #require(self.fault(entry))
        #expect(fault.path == "constraints.max_amount.amount")
        #expect(fault.problem.contains("plain decimal"))
    }

    @Test func `come one at least and a bounded number at most`() {
        #expect(Wire.fault([], AuthorityGrammar.entries)?.problem == "must have at least one entry")
        let many = JSONValue.array(Array(repeating: .entry("a"), count: AuthorityGrammar.entriesMax + 1))
        #expect(Wire.fault(many, AuthorityGrammar.entries)?.problem.contains("at most 256") == true)
    }

    @Test(
        arguments: [
            ("https://a.example/x#part", "fragment"), ("urn:a#part", "fragment"), ("https:///x", "host"),
            ("HTTP://:80/x", "host"), ("https://me@/x", "host"), ("https://a@b@c.example/x", "%40"),
            ("https://a.example/x[1]", "%5B"), ("https://a.example/x?y[]=1", "%5B"), ("urn:a[1]", "%5B"),
        ])
    func `are not granted on what is no resource, and are read where they were`(resource: String, problem: String) {
        let authority: JSONValue = [.entry("a", on: resource)]
        let fault = Wire.fault(authority) { (node) throws(JSONShapeError) in
            try RecordedAuthority(node, issuer: KernelWorld.issuer)
        }
        #expect(fault?.path == "[0].resource")
        #expect(fault?.problem.contains(problem) == true, "\(String(describing: fault))")
        #expect(Wire.fault(authority, AuthorityGrammar.entries) == nil, "a ledger may hold it")
    }

    @Test(arguments: [
        "https://a.example", "https://a@b.example:8443/x?y=1&z=@", "https://[2001:db8::1]/x", "urn:example:orders",
        "file:///srv/a", "git+file:///srv/a.git", "https://a.example/x@y/z", "https://a.example/x%5B1%5D",
    ])
    func `are granted on every resource`(resource: String) {
        let fault = Wire.fault([.entry("a", on: resource)]) { (node) throws(JSONShapeError) in
            try RecordedAuthority(node, issuer: KernelWorld.issuer)
        }
        #expect(fault == nil)
    }

    @Test func `have a bounded number of actions and values`() {
        let many = JSONValue.array(Array(repeating: "a", count: AuthorityGrammar.listMax + 1))
        var entry =
            ["type": "mission_resource_access", "resource": .string(JSONValue.erp), "actions": many] as JSONValue
        #expect(fault(entry)?.path == "actions")
        entry = .entry("a", constraints: ["allowed_tools": many])
        #expect(fault(entry)?.path == "constraints.allowed_tools")
    }

    @Test func `keep what is unknown by name and let it grant nothing`() {
        let unknown = AuthorityEntry(.entry("a", constraints: ["z_key": 1, "a_key": 2, "tenant": "t"]))
        #expect(unknown.constraints.unknown == ["a_key", "z_key"])
        #expect(unknown.constraints.tenant == "t")
        let matched = AuthorityEntry(.entry("a", match: "regex"))
        #expect(matched.unsupported == .resourceMatch("regex"))
        #expect(!matched.names("a", on: KernelWorld.resource(JSONValue.erp)))
        let policy = AuthorityEntry(
            .entry("a", delegation: ["max_depth": 1, "hours": "office", "children": ["child_creation_policy": "x"]]))
        #expect(policy.delegation?.unknown == ["hours"])
        #expect(policy.delegation?.children?.unknown == ["child_creation_policy"])
    }

    @Test func `composed here are read back as they were`() throws {
        var random = SeededRandom(seed: 7)
        for _ in 0..<500 {
            let entry = random.entry()
            guard entry.delegation?.unknown.isEmpty != false else { continue }
            let recorded = RecordedAuthority(composed: [entry], issuer: KernelWorld.issuer)
            let read = try AuthorityGrammar.entries(JSONDocument(recorded.canonical).root)
            #expect(read == [entry])
            #expect(try JSONDocument(recorded.canonical).root.canonicalBytes == recorded.canonical)
        }
    }
}
