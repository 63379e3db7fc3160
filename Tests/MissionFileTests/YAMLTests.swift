// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import Testing

struct `The YAML reader` {
    @Test(arguments: [
        ("a: 1\nb: 2\na: 3", 3, 1, "second time; see line 1"), ("{ a: 1, 'a': 2 }", 1, 9, "second time"),
        ("a: &x 1", 1, 4, "anchors"), ("a: &x [1]", 1, 4, "anchors"), ("&x a: 1", 1, 1, "anchors"),
        ("a: *x", 1, 4, "aliases"), ("a: *", 1, 5, "alias"), ("a: !!str 1", 1, 4, "tags"), ("a: !x {}", 1, 4, "tags"),
        ("! a: 1", 1, 1, "tags"), ("%YAML 1.1\n---\na: 1", 1, 1, "directives"),
        ("%TAG ! tag:x,2000:\n---\na: 1", 1, 1, "directives"), ("--- 1\n--- 2", 2, 1, "second document"),
        ("a: 1\n...\nb: 2", 3, 1, "more text after the end"), ("a:\n  <<: { b: 1 }", 2, 3, "merge keys"),
        ("1: a", 1, 1, "key must be text"), ("null: a", 1, 1, "key must be text"),
        ("true: a", 1, 1, "key must be text"),
        (": a", 1, 1, "did not find expected key"), ("? [a]\n: b", 1, 3, "key must be text"),
        ("{ {a: 1}: b }", 1, 3, "must be text"),
        ("", 1, 1, "nothing"), ("# only a remark\n", 1, 1, "nothing"),
    ])
    func `refuses what is not plain data, and says where`(text: String, line: Int, column: Int, words: String) throws {
        let error = try #require(yamlFault(text))
        #expect(error.mark == YAMLMark(line: line, column: column), "\(error)")
        #expect(error.problem.contains(words), "\(error)")
    }

    @Test(arguments: [
        ("a: b: c", 1, 5, "quote a text that has"), ("a:\n\t- b", 2, 1, "a tab cannot indent"),
        ("a:\n  - b\n - c", 3, 2, "did not find expected key; check"),
        ("a: b\nc: [1, 2\nd: e", 2, 4, "the list that begins here lacks"),
        ("a: \"b\nc: d\n", 1, 4, "the quotes that begin here do not end"),
        ("a: @b", 1, 4, "a text cannot begin with `@`; quote it"), ("a: `b`", 1, 4, "begin with a backtick; quote"),
        ("x: y\na:1\n\nb:\n  - c", 2, 1, "there is no `: ` in this line"),
        ("a: { b: 1\nc: 2", 1, 4, "lacks a `,` or its `}`"),
        ("- a: 1\n  b: 2\n c: 3", 3, 2, "the indentation is not that of the list above"),
        ("a: \"\\ud800\"", 1, 5, "invalid Unicode"), ("a: \"\\ud83d\\ude00\"", 1, 5, "invalid Unicode"),
        ("a: 'b'c", 1, 7, "did not find expected"),
    ])
    func `passes on what libyaml says, with its place`(text: String, line: Int, column: Int, words: String) throws {
        let error = try #require(yamlFault(text))
        #expect(error.problem.contains(words), "\(error)")
        #expect(error.mark.line == line, "\(error)")
    }

    @Test func `refuses bytes that are not UTF-8 where they stand`() throws {
        let error = try #require(yamlFault(Array("a: 1\nbé: ".utf8) + [0xC3, 0x28]))
        #expect(error.mark == YAMLMark(line: 2, column: 5))
        #expect(yamlFault([0xFF, 0xFE, 0x61, 0x00])?.mark == YAMLMark(line: 1, column: 1))
    }

    @Test(arguments: [
        "\u{85}", "\u{2028}", "\u{2029}", "\r", "\u{0}", "\u{1B}", "\u{7F}", "\u{9F}", "\u{FFFE}", "\u{FEFF}",
    ])
    func `refuses characters that hide what the text says`(character: String) throws {
        let error = try #require(yamlFault("goal: a\(character)may: b"))
        #expect(error.mark == YAMLMark(line: 1, column: 8))
    }

    @Test func `takes a byte order mark and Windows line ends`() throws {
        let node = try yaml("\u{FEFF}a: 1\r\nb: 2\r\n")
        #expect(node["a"]?.scalar?.text == "1")
        #expect(node["b"]?.mark == YAMLMark(line: 2, column: 4))
    }

    @Test func `bounds depth, size and the number of values`() throws {
        let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        #expect(yamlFault(deep(32)) == nil)
        #expect(yamlFault(deep(33))?.mark.column == 33)
        #expect(yamlFault(deep(20_000))?.problem.contains("inside each other") == true)
        #expect(yamlFault(String(repeating: "- ", count: 40) + "a")?.problem.contains("inside each other") == true)
        #expect(yamlFault(String(repeating: "#", count: 256 * 1024))?.problem.contains("nothing") == true)
        #expect(yamlFault(String(repeating: "#", count: 256 * 1024 + 1))?.problem.contains("larger") == true)
        let many = { "[" + String(repeating: "1,", count: $0) + "1]" }
        #expect(yamlFault(many(99_998)) == nil)
        #expect(yamlFault(many(99_999))?.problem.contains("more than 100000 values") == true)
    }

    @Test(arguments: [
        "yes", "no", "on", "off", "y", "True", "NULL", "Null", "~", "0x1F", "0o17", "017", "1_000", "+1", ".5", "1.",
        "-",
        "1e", "2026-12-01", "12:30:45", ".inf", ".nan", "=", "- 1x", "--1", "1.2.3", "--", "1 2",
    ])
    func `leaves text that only other readers take for something else`(text: String) throws {
        let scalar = YAMLScalar(text: text, isPlain: true)
        #expect(scalar.value == .text)
    }

    @Test(
        arguments: [
            ("", .null), ("null", .null), ("true", .boolean(true)), ("false", .boolean(false)), ("0", .integer(0)),
            ("-0", .integer(0)), ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number), ("20.00", .number), ("1e3", .number), ("-1.5E-3", .number),
        ] as [(String, YAMLScalar.Value)])
    func `resolves the words and numbers of JSON`(text: String, value: YAMLScalar.Value) {
        #expect(YAMLScalar(text: text, isPlain: true).value == value)
        #expect(YAMLScalar(text: text, isPlain: false).value == .text)
    }

    @Test func `keeps the text of each scalar and the place of each value`() throws {
        let node = try yaml("amount: 20.00\nlist:\n  - |\n    two\n    lines\n  - 'it''s'\n  - \"tab\\tbell\\x07\"\n")
        #expect(node["amount"]?.scalar == YAMLScalar(text: "20.00", isPlain: true))
        #expect(node["list"]?.elements.map { $0.scalar?.text } == ["two\nlines\n", "it's", "tab\tbell\u{7}"])
        #expect(node["list"]?.elements.map(\.mark.line) == [3, 6, 7])
    }

    @Test(arguments: [
        #"{"a":[1,-2.5e3,true,false,null,"x\u00e9\/\n"],"b":{"c":{}},"d":[]}"#, "[]", "\"x\"",
        "{\n\t\"a\" : [\n\t\t1\n\t]\n}",
    ])
    func `reads JSON as JSON does`(text: String) throws {
        #expect(try yaml(text).json.canonicalBytes == JSONDocument(text).root.canonicalBytes)
    }
}
