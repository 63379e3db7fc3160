// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Testing

/// What holds all other answers here against the API description can itself find fault.
struct ContractTests {
    private let contract: Contract

    init() throws { contract = try Contract.of(TestAuthority()) }

    private func faults(
        _ body: String, status: Int = 200, type: String = "application/json", of path: String = "/v1/ledger"
    ) -> [String] {
        contract.check(
            Asked(method: "GET", target: path),
            Answered(status: status, type: type, body: Array(body.utf8), fields: [])
        ).faults
    }

    @Test(arguments: [
        "{\"size\":1}", "{\"size\":-1,\"verifier_key\":\"k\"}", "{\"size\":0.5,\"verifier_key\":\"k\"}",
        "{\"size\":1,\"verifier_key\":1}", "{\"size\":1,\"surprise\":1,\"verifier_key\":\"k\"}", "[]", "", "null",
    ])
    func `an answer that is not as described is found out`(body: String) {
        #expect(!faults(body).isEmpty)
    }

    @Test func `a status, a content type and a path that are not described are found out`() {
        let good = "{\"size\":1,\"verifier_key\":\"k\"}"
        #expect(faults(good).isEmpty)
        #expect(!faults(good, status: 201).isEmpty)
        #expect(!faults(good, type: "text/html").isEmpty)
        #expect(!faults(good, of: "/v1/nowhere").isEmpty)
    }

    @Test func `a refusal has one of the codes that its status has`() {
        #expect(faults("{\"error\":\"not_found\",\"error_description\":\"\"}", status: 404).isEmpty)
        #expect(!faults("{\"error\":\"not_permitted\",\"error_description\":\"\"}", status: 404).isEmpty)
    }
}
