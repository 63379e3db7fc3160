// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionWire
import Testing

/// draft-mcguinness-mission-authority-server, *Mission Reference Propagation*.
struct `A mission's reference in a field` {
    private func error(_ value: String) -> MissionReferenceError? {
        do throws(MissionReferenceError) {
            _ = try MissionReference(fieldValue: value)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            #"id="a", id="a", issuer="b""#, #"id="a", issuer="b", issuer="b""#, #"id="a",issuer="b",id="c""#,
        ])
    func `is refused when a member comes twice, though the last would do`(value: String) {
        #expect(error(value) == .duplicateMember)
    }

    @Test(
        arguments: [
            #"id="a", issuer="b", state="active""#, #"id="a", issuer="b", authority_hash="sha-256:x""#,
            #"*="a", id="a", issuer="b""#, #"id2="a", issuer="b""#,
        ])
    func `is refused with any member besides`(value: String) {
        #expect(error(value) == .unknownMember)
    }

    @Test(arguments: [#"id="a";v=1, issuer="b""#, #"id="a", issuer="b";x"#, #"id;x="a", issuer="b""#])
    func `is refused with parameters`(value: String) {
        #expect(error(value) == .hasParameters)
    }

    @Test(
        arguments: [
            #"id=a, issuer="b""#, #"id="a", issuer=1"#, #"id=("a"), issuer="b""#, #"id, issuer="b""#,
            #"id="a", issuer=:YQ==:"#, #"id="a", issuer=?1"#, #"id=, issuer="b""#, #"id="a", issuer=%"b""#,
            #"id ="a", issuer="b""#,
        ])
    func `is refused when a member is no string`(value: String) {
        #expect(error(value) == .notString)
    }

    @Test(
        arguments: [
            "", " ", ",", #"id="a", issuer="b","#, #"id="a" issuer="b""#, #"id="a",, issuer="b""#, #"id="a"#,
            #"id="a\"#, #"id="\a", issuer="b""#, #"ID="a", issuer="b""#, "id=\"\u{7f}\", issuer=\"b\"",
            "id=\"\u{e9}\", issuer=\"b\"", "id=\"\u{fffd}\", issuer=\"b\"", "id=\"a\tb\", issuer=\"b\"",
            #""a", "b""#, #"{"id":"a","issuer":"b"}"#, "\tid=\"a\", issuer=\"b\"", #"1id="a""#,
        ])
    func `is refused when it is no dictionary`(value: String) {
        #expect(error(value) == .malformed)
    }

    @Test(arguments: [#"id="a""#, #"issuer="b""#]) func `is refused with half of it`(value: String) {
        #expect(error(value) == .incomplete)
    }

    @Test func `is refused when it is longer than it may be, and cannot be made so`() throws {
        func text(_ length: Int) -> String { String(repeating: "x", count: length) }
        for (id, issuer) in [(257, 1), (1, 513)] {
            #expect(error("id=\"\(text(id))\", issuer=\"\(text(issuer))\"") == .tooLong)
            #expect(throws: MissionReferenceError.tooLong) {
                try MissionReference(id: text(id), issuer: text(issuer))
            }
        }
        #expect(error("id=\"\(text(256))\", issuer=\"\(text(512))\"") == nil)
        let escaped = String(repeating: #"\""#, count: 256)
        #expect(error("id=\"\(escaped)\", issuer=\"b\"") == nil)
    }

    @Test(
        arguments: [
            #"id="msn_1", issuer="https://a.example""#, #"issuer="https://a.example",id="msn_1""#,
            "  id=\"msn_1\" \t,\t issuer=\"https://a.example\"  ",
        ])
    func `is read whatever the order and the blanks between`(value: String) throws {
        let expected = try MissionReference(id: "msn_1", issuer: "https://a.example")
        #expect(try MissionReference(fieldValue: value) == expected)
    }

    @Test(arguments: ["msn_1", "", "a\"b", "a\\", "\\\"", "a, issuer=\"x\"", " ~"])
    func `is read as it was written`(id: String) throws {
        let reference = try MissionReference(id: id, issuer: "https://a.example/\(id)")
        #expect(try MissionReference(fieldValue: reference.fieldValue) == reference)
    }
}

/// The same reference in the `_meta` of MCP.
struct `A mission's reference in _meta` {
    private func read(_ text: String) throws -> MissionReference? {
        try MissionReference.read(meta: JSONDocument(Array(text.utf8)).root)
    }

    @Test(
        arguments: [
            #"{"com.karlmcguinness.mission/reference":{"issuer":"b","mission_id":"a","mission_id":"a"}}"#,
            #"{"com.karlmcguinness.mission/reference":{"issuer":"b","mission_id":"a"},"#
                + #""com.karlmcguinness.mission\/reference":{"issuer":"b","mission_id":"a"}}"#,
        ])
    func `is refused when a member comes twice, or the key does`(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test(
        arguments: [
            #"{"issuer":"b","mission_id":"a","state":"active"}"#, #"{"issuer":"b"}"#, #"{"mission_id":"a"}"#, "{}",
            #"{"issuer":"b","mission_id":1}"#, #"{"issuer":null,"mission_id":"a"}"#, #""a""#, "null", "[]",
            #"{"issuer":"b","mission_id":"\#(String(repeating: "x", count: 257))"}"#,
            #"{"issuer":"\#(String(repeating: "x", count: 513))","mission_id":"a"}"#,
            #"{"issuer":"b","mission_id":"é"}"#, #"{"issuer":"b","id":"a"}"#,
        ])
    func `is refused with more, with less and with anything but two bounded strings`(value: String) {
        #expect(throws: JSONShapeError.self) { try read(#"{"com.karlmcguinness.mission/reference":\#(value)}"#) }
    }

    @Test(arguments: ["null", "[]", #""x""#]) func `is in an object or nowhere`(meta: String) {
        #expect(throws: JSONShapeError.self) { try read(meta) }
    }

    @Test func `is found among other keys, and is none without its own`() throws {
        let value = #"{"issuer":"https://a.example","mission_id":"msn_1"}"#
        let found = try read(#"{"com.karlmcguinness.mission/reference":\#(value),"progressToken":7}"#)
        #expect(found == (try MissionReference(id: "msn_1", issuer: "https://a.example")))
        #expect(try read(#"{"com.example/mission/reference":\#(value)}"#) == nil)
    }
}
