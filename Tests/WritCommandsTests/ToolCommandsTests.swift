// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

@testable import WritCommands

struct `The verb hash` {
    private static let issuer = "https://as.example.com"

    @Test func `refuses an unknown type and lists those that it knows`() throws {
        try Workbench.with(["v.json": "{}"]) { bench in
            let outcome = try bench.run("hash", "--typ", "mission-intents", "--iss", Self.issuer, "v.json")
            #expect(outcome.code == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains("`mission-intent`, `mission-proposed-authority`, `mission-authority-set`"))
            #expect(outcome.errors.contains("did you mean `mission-intent`?"))
        }
    }

    @Test(arguments: [
        (["--iss", issuer, "v.json"], "it is not clear what the value is"),
        (["--typ", "mission-intent", "v.json"], "it is not clear whose value it is"),
        (
            ["--typ", "mission-intent", "--iss", "as.example.com", "v.json"],
            "without query or fragment, not `as.example.com`"
        ),
        (["--typ", "mission-intent", "--iss", "http://as.example.com", "v.json"], "must be an https URL"),
        (["--typ", "mission-intent", "--iss", "https://as.example.com?x=1", "v.json"], "must be an https URL"),
        (["--typ", "mission-intent", "--iss", "https://as.example.com/#f", "v.json"], "must be an https URL"),
        (["--typ", "mission-intent", "--iss", "https://", "v.json"], "must be an https URL with a host"),
        (["--typ", "mission-intent", "--iss", "https://:443/x", "v.json"], "must be an https URL with a host"),
        (["--typ", "mission-authority-set", "--iss", issuer, "v.json"], "must be an array, not an object"),
        (["--typ", "mission-proposed-authority", "--iss", issuer, "one.json"], "must be an array, not a number"),
        (["--typ", "mission-authority-set", "--iss", issuer, "texts.json"], "`[0]` must be an object"),
        (["--typ", "mission-authority-entry", "--iss", issuer, "texts.json"], "must be an object, not an array"),
        (["--typ", "mission-intent", "--iss", issuer, "envelope.json"], "must be the intent alone"),
        (["--plain", "--iss", issuer, "v.json"], "`--plain` has neither `--typ` nor `--iss`"),
        (["--plain", "absent.json"], "absent.json"), (["--plain", "."], "it is not a regular file"),
        (["--plain", "twice.json"], "twice.json: duplicate member name `a` at line 1, column 8"),
        (["--plain", "lone.json"], "lone.json: lone surrogate"),
        (["--plain", "two.json"], "two.json: more bytes after"),
        (["--plain", "empty.json"], "empty.json: the text is empty"),
    ])
    func `refuses what cannot be hashed`(words: [String], problem: String) throws {
        let files = [
            "v.json": "{}", "twice.json": #"{"a":1,"a":2}"#, "lone.json": #"["\ud800"]"#, "two.json": "1 2",
            "empty.json": "", "one.json": "1", "texts.json": #"["x"]"#,
            "envelope.json": #"{"intent":{},"evidence":[]}"#,
        ]
        try Workbench.with(files) { bench in
            let outcome = try bench.run(words: ["hash"] + words)
            #expect(outcome.code == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains(problem), "\(outcome.errors)")
        }
    }

    @Test func `reproduces every published anchor`() throws {
        let golden = try Goldens.document("anchors.json").root
        let vectors = try golden.member("anchors").array(max: 100) { (node) throws(JSONShapeError) in node }
        #expect(vectors.count > 5)
        for vector in vectors {
            let typ = try vector.required("typ", JSONNode.string)
            try Workbench.with(["v.json": text(try vector.member("value"))]) { bench in
                let outcome = try bench.run("hash", "--typ", typ, "--iss", Self.issuer, "v.json")
                #expect(outcome.code == 0)
                #expect(outcome.output == (try vector.required("digest", JSONNode.string)) + "\n")
                let json = try bench.run("hash", "--typ", typ, "--iss", Self.issuer, "--json", "v.json").json
                #expect(json?["canonical"]?.stringValue == vector["canonical"]?.stringValue)
            }
        }
    }

    @Test func `reproduces every published digest of a value alone`() throws {
        let golden = try Goldens.document("anchors.json").root
        let vectors = try golden.member("digests").array(max: 100) { (node) throws(JSONShapeError) in node }
        #expect(!vectors.isEmpty)
        for vector in vectors {
            try Workbench.with(["v.json": text(try vector.member("value"))]) { bench in
                let outcome = try bench.run("hash", "--plain", "v.json")
                #expect(outcome.output == (try vector.required("digest", JSONNode.string)) + "\n")
            }
        }
    }

    private func text(_ node: JSONNode) -> String { String(decoding: node.sourceBytes, as: UTF8.self) }
}

struct `The verb subset` {
    private static let invoices = #"{"type":"mission_resource_access","resource":"https://a.example","actions":["a.*"]"#
    private static let read = #"{"type":"mission_resource_access","resource":"https://a.example","actions":["a.read"]"#

    /// A child, a parent, and how the verb ends.
    static let table: [(String, String, Int32)] = [
        // Inside.
        ("[\(read)}]", "[\(invoices)}]", 0), ("\(read)}", "{\"authorization_details\":[\(invoices)}]}", 0),
        ("[\(read)}]", "[\(read)}]", 0),
        (#"[\#(read),"constraints":{"tenant":"t"}}]"#, "[\(invoices)}]", 0),
        (#"[\#(read),"constraints":{"region":"eu"}}]"#, "[\(invoices)}]", 0),
        ("[\(read)}]", #"[{"type":"other","amount":1},\#(invoices)}]"#, 0),
        // Not inside, or nobody can tell.
        ("[\(invoices)}]", "[\(read)}]", 1),
        (#"[\#(read),"constraints":{"region":"eu"}}]"#, #"[\#(read),"constraints":{"region":"eu"}}]"#, 1),
        ("[\(read)}]", #"[\#(read),"constraints":{"requires_action_approval":true}}]"#, 1),
        ("[\(read)}]", #"[\#(read),"constraints":{"requires_action_approval":false}}]"#, 1),
        (#"[{"type":"other","amount":1}]"#, #"[{"type":"other","amount":1}]"#, 1),
        (#"[\#(read),"resource_match":"glob"}]"#, "[\(invoices)}]", 1),
        ("[\(read)}]", #"[\#(invoices),"extra":1}]"#, 1),
        (#"[\#(read),"delegation":{"max_depth":1}}]"#, "[\(invoices)}]", 1),
        // What has a member of an entry is one, whatever stands beside it.
        (#"\#(invoices),"authorization_details":[\#(read)}]}"#, "[\(read)}]", 1),
        (#"[\#(read)}]"#, #"\#(read),"authorization_details":[\#(invoices)}]}"#, 1),
        (
            #"[\#(read),"delegation":{"max_depth":1,"allowed_delegates":[{"sub":"s"}]}}]"#,
            #"[\#(read),"delegation":{"max_depth":1}}]"#, 1
        ),
        // Bad input.
        (#"{"authorization_details":{"authorization_details":[\#(read)}]}}"#, "[\(invoices)}]", 2),
        (#"{"type":"mission_resource_access","authorization_details":[\#(read)}]}"#, "[\(invoices)}]", 2),
        (#"{"authorization_details":\#(read)}}"#, "[\(invoices)}]", 2),
        ("[]", "[\(invoices)}]", 2), ("[\(read)}]", "[]", 2), ("{}", "[\(invoices)}]", 2), ("1", "[\(invoices)}]", 2),
        ("[\(read)}", "[\(invoices)}]", 2), ("", "[\(invoices)}]", 2), ("[[\(read)}]]", "[\(invoices)}]", 2),
        (#"[\#(read),"actions":["b"]}]"#, "[\(invoices)}]", 2),
        (#"{"authorization_details":[]}"#, "[\(invoices)}]", 2),
        (#"[{"type":"mission_resource_access","resource":"a","actions":["b"]}]"#, "[\(invoices)}]", 2),
        ("[\(read)}]", #"[\#(read),"constraints":{"max_amount":{"amount":"1e300","currency":"EUR"}}}]"#, 2),
    ]

    @Test(arguments: table)
    func `answers by how it ends`(child: String, parent: String, code: Int32) throws {
        try Workbench.with(["c.json": child, "p.json": parent]) { bench in
            let outcome = try bench.run("subset", "c.json", "p.json")
            #expect(outcome.code == code, "\(outcome)")
            #expect(outcome.output.isEmpty == (code == 2) && outcome.errors.isEmpty == (code != 2))
            guard code != 2 else { return }
            let json = try bench.run("subset", "--json", "c.json", "p.json").json
            #expect(json?["inside"]?.booleanValue == (code == 0))
        }
    }

    @Test func `cannot read both from the standard input`() throws {
        try Workbench.with([:]) { bench in
            let outcome = try bench.run("subset", "-", "-")
            #expect(outcome.code == 2)
        }
    }

    @Test func `names the file that it cannot read, and the place`() throws {
        let files = ["c.json": "[\(Self.read)}]", "p.json": #"[{"type":"mission_resource_access"}]"#]
        try Workbench.with(files) { bench in
            let outcome = try bench.run("subset", "c.json", "p.json")
            #expect(outcome.errors == "error: p.json: `[0]` lacks the member `resource`\n")
            let absent = try bench.run("subset", "c.json", "none.json")
            #expect(absent.code == 2 && absent.errors.contains("none.json"))
        }
    }

    @Test func `says why in one sentence`() throws {
        let bound = #""constraints":{"max_amount":{"amount":"5","currency":"EUR"}}"#
        let files = [
            "c.json": #"[\#(Self.read)},\#(Self.read),"constraints":{"tenant":"t"}}]"#,
            "p.json": #"[\#(Self.invoices),\#(bound)},\#(Self.read)}]"#,
            "q.json":
                #"[{"type":"mission_resource_access","resource":"urn:b","actions":["a"]},\#(Self.read),\#(bound)}]"#,
        ]
        try Workbench.with(files) { bench in
            let inside = try bench.run("subset", "c.json", "p.json").output
            #expect(
                inside == "The child is inside the parent: each of its 2 entries is a subset of one of the parent's.\n")
            let outside = try bench.run("subset", "c.json", "q.json").output
            #expect(
                outside == "The child is not inside the parent: in its entry 1, compared with the parent's entry 2, "
                    + "the constraint `max_amount` is missing.\n")
            let json = try bench.run("subset", "--json", "c.json", "q.json").json
            #expect(json?["reason"]?.stringValue == "constraint_missing" && json?["closest"]?.integerValue == 1)
        }
    }
}
