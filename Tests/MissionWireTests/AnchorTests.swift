// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// The published vectors, byte for byte (`Tests/Goldens/anchors.json`).
struct `The integrity anchors` {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let type: String?
        let value: JSONValue
        let canonical: String
        let digest: String

        var testDescription: String { name }

        init(_ node: JSONNode) throws(JSONShapeError) {
            name = try node.required("name", JSONNode.string)
            type = try node.optional("typ", JSONNode.string)
            value = JSONValue(try node.member("value"))
            canonical = try node.required("canonical", JSONNode.string)
            digest = try node.required("digest", JSONNode.string)
        }
    }

    private static let golden: JSONDocument = {
        do { return try Goldens.document("anchors.json") } catch { preconditionFailure("\(error)") }
    }()

    static let anchors = vectors("anchors")
    static let digests = vectors("digests")

    private static func vectors(_ name: StaticString) -> [Vector] {
        do { return try golden.root.member(name).array(max: 100, Vector.init) } catch {
            preconditionFailure("\(error)")
        }
    }

    private let issuer = Self.golden.root["issuer"]?.stringValue ?? ""

    @Test(arguments: anchors)
    func `reproduce the published envelope and digest`(vector: Vector) throws {
        let anchor = try #require(Anchor(rawValue: vector.type ?? ""))
        let value = vector.value.canonicalBytes
        #expect(String(decoding: anchor.envelope(around: value, issuer: issuer), as: UTF8.self) == vector.canonical)
        #expect(DigestText.format(anchor.digest(of: value, issuer: issuer)) == vector.digest)
    }

    @Test(arguments: digests)
    func `leave a canonical object without an envelope where none is meant`(vector: Vector) throws {
        let document = try JSONDocument(vector.value.canonicalBytes)
        #expect(String(decoding: document.root.canonicalBytes, as: UTF8.self) == vector.canonical)
        #expect(DigestText.format(CanonicalDigest.of(document.root)) == vector.digest)
    }

    @Test func `are those that missions are recorded with`() throws {
        let intent = try JSONDocument(Self.anchors[2].value.canonicalBytes).root
        #expect(DigestText.format(try IntentGrammar.recorded(intent, issuer: issuer).digest) == Self.anchors[2].digest)
        let set = try JSONDocument(Self.anchors[3].value.canonicalBytes).root
        #expect(DigestText.format(try RecordedAuthority(set, issuer: issuer).set.digest) == Self.anchors[3].digest)
        let proposal = try JSONDocument(Self.anchors[4].value.canonicalBytes).root
        let recorded = try RecordedAuthority(proposal, issuer: issuer, as: .proposedAuthority)
        #expect(DigestText.format(recorded.set.digest) == Self.anchors[4].digest)
        let granted = recorded.anchored(as: .authoritySet, issuer: issuer)
        #expect(granted.set.digest != recorded.set.digest)
        #expect(granted.canonical == recorded.canonical)
        #expect(granted.anchored(as: .proposedAuthority, issuer: issuer).set.digest == recorded.set.digest)
    }

    @Test func `differ by issuer, by type and by the order of an array`() {
        let value = Array(#"["a","b"]"#.utf8)
        let digest = Anchor.authoritySet.digest(of: value, issuer: issuer)
        #expect(Anchor.authoritySet.digest(of: value, issuer: issuer + "/") != digest)
        #expect(Anchor.authoritySet.digest(of: Array(#"["b","a"]"#.utf8), issuer: issuer) != digest)
        let all = Anchor.allCases.map { $0.digest(of: value, issuer: issuer) }
        #expect(Set(all).count == Anchor.allCases.count)
    }

    @Test func `do not depend on the order of members or on how they were spelled`() throws {
        let spelled = try JSONDocument(
            #"{ "expires_at" : "2026-12-31T23:59:59Z", "resources":["https:\/\/erp.example.com"], "#
                + #""go\u0061l":"Reconcile Q3 invoices"}"#)
        let recorded = try IntentGrammar.recorded(spelled.root, issuer: issuer)
        #expect(DigestText.format(recorded.digest) == Self.anchors[0].digest)
    }

    @Test func `keep resources as they were written`() throws {
        func digest(_ resource: String) throws -> Digest {
            RecordedAuthority([.entry("a", on: resource)]).set.digest
        }
        #expect(try digest("https://erp.example.com") != digest("https://erp.example.com/"))
        #expect(try digest("https://erp.example.com") != digest("https://ERP.example.com"))
    }
}

/// A digest has one text, and its algorithm is always named.
struct `The text of a digest` {
    private let text = "sha-256:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486IqimQ"

    private func read(_ text: String) -> Digest? {
        Wire.optional(.string(text), JSONNode.digest)
    }

    @Test(arguments: [
        "6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486IqimQ", "sha-512:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486IqimQ",
        "SHA-256:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486IqimQ", "sha256:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486IqimQ",
        "sha-256:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486IqimQ=", "sha-256:", "",
        "sha-256:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486Iqim", "sha-256:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486IqimR",
        "sha-256:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486Iqi/Q", " sha-256:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486IqimQ",
    ])
    func `is refused in any other form`(text: String) {
        #expect(read(text) == nil)
    }

    @Test func `is read as it is written`() throws {
        #expect(DigestText.format(try #require(read(text))) == text)
    }
}
