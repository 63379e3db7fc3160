// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Testing
import WritTesting

struct `The JSON parser` {
    private func fault(_ text: String, limits: JSONLimits = .document) -> JSONError? {
        fault(Array(text.utf8), limits: limits)
    }

    private func fault(_ bytes: [UInt8], limits: JSONLimits = .document) -> JSONError? {
        do throws(JSONError) {
            _ = try JSONDocument(bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"b":2,"a":3}"#, #"{"x":{"k":0,"k":0}}"#, "{\"a\":1,\"\\u0061\":2}",
        #"[{"é":1,"\u00e9":1}]"#,
    ])
    func `refuses duplicate member names, however they are spelled`(text: String) throws {
        let error = try #require(fault(text))
        guard case .duplicateName = error.fault else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `refuses duplicate names in objects with many members`() throws {
        let members = (0..<500).map { "\"k\($0)\":0" } + ["\"k250\":1"]
        let error = try #require(fault("{\(members.joined(separator: ","))}"))
        #expect(error.fault == .duplicateName("k250"))
    }

    @Test func `takes names that only look alike for different ones`() {
        #expect(fault("{\"\u{E9}\":1,\"e\u{301}\":2}") == nil)
    }

    @Test(arguments: [
        #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800A""#, #""\udc00\ud800""#, #""\ud800\ud800""#,
    ])
    func `refuses lone surrogates`(text: String) {
        #expect(fault(text)?.fault == .loneSurrogate)
    }

    @Test(
        arguments: [
            [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xF0, 0x80, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func `refuses invalid UTF-8`(bytes: [UInt8]) {
        #expect(fault(bytes)?.fault == .invalidUTF8)
    }

    @Test(arguments: ["1 2", "{}x", "[] []", "null,", "\"a\"\"b\"", "{}\u{0}"])
    func `refuses bytes after the value`(text: String) {
        #expect(fault(text)?.fault == .trailingBytes)
    }

    @Test(arguments: ["01", "-", "1.", ".5", "+1", "1e", "1e+", "-01", "0x1", "1.e1", "NaN", "Infinity", "--1"])
    func `refuses malformed numbers`(text: String) {
        #expect(fault(text) != nil)
    }

    @Test(arguments: ["1e309", "-1e400", "1e99999999999999999999"])
    func `refuses numbers that no double holds`(text: String) {
        #expect(fault(text)?.fault == .numberOutOfRange)
    }

    @Test(arguments: ["", "  ", "\n\t"])
    func `refuses an empty text`(text: String) {
        #expect(fault(text)?.fault == .empty)
    }

    @Test(arguments: [
        "[1,]", "[,1]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "{\"a\":}", "[1 2]", "{\"a\":1 \"b\":2}", "{,}", "[", "{",
        "\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "tru", "nul", "truE", "{\"a\":1", "[1", "'a'", "\u{FEFF}1",
    ])
    func `refuses malformed texts`(text: String) {
        #expect(fault(text) != nil)
    }

    @Test(arguments: ["\"\n\"", "\"\u{0}\"", "\"\t\""])
    func `refuses raw control characters in strings`(text: String) {
        #expect(fault(text)?.fault == .controlCharacter)
    }

    @Test func `refuses a text that is too deep, without using the stack`() {
        let deep = String(repeating: "[", count: 500_000)
        #expect(fault(deep)?.fault == .tooDeep(depthMax: 64))
        #expect(fault(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) == nil)
        #expect(fault(String(repeating: "{\"a\":", count: 65) + "1")?.fault == .tooDeep(depthMax: 64))
    }

    @Test func `refuses a text that is too large before reading it`() {
        let limits = JSONLimits(bytesMax: 10, depthMax: 4)
        #expect(fault("[1,2,3,4,5]", limits: limits)?.fault == .tooLarge(bytesMax: 10))
        #expect(fault("[1,2,3,45]", limits: limits) == nil)
    }

    @Test func `refuses noncharacters where a value will be committed`() {
        #expect(fault("\"\\uFFFF\"", limits: .committed)?.fault == .noncharacter)
        #expect(fault([0x22, 0xEF, 0xB7, 0x90, 0x22], limits: .committed)?.fault == .noncharacter)
        #expect(fault("\"\\ud83f\\udffe\"", limits: .committed)?.fault == .noncharacter)
        #expect(fault("\"\\uFFFF\"") == nil)
    }

    @Test func `says where the fault is`() throws {
        let error = try #require(fault("{\n  \"a\": 1,\n  \"b\": tru\n}"))
        #expect(error.line == 3)
        #expect(error.column == 8)
        #expect("\(error)" == "not one of `true`, `false`, `null` at line 3, column 8")
        let duplicate = try #require(fault("{\"a\":1,\n\"a\":2}"))
        #expect("\(duplicate)" == "duplicate member name `a` at line 2, column 1")
    }

    @Test func `reads each kind of value`() throws {
        let root = try JSONDocument(
            #" {"n":null,"t":true,"f":false,"i":-12,"d":2.5e-3,"s":"a\u00e9\"\/","a":[1,[],{}]} "#
        ).root
        #expect(root["n"]?.isNull == true)
        #expect(root["t"]?.booleanValue == true)
        #expect(root["f"]?.booleanValue == false)
        #expect(root["i"]?.integerValue == -12)
        #expect(root["d"]?.doubleValue == 0.0025)
        #expect(root["d"]?.integerValue == nil)
        #expect(root["s"]?.stringValue == "aé\"/")
        #expect(root["a"]?.count == 3)
        #expect(root["missing"] == nil)
    }

    @Test(arguments: [
        "9007199254740992", "9007199254740993", "-9007199254740992", "9007199254740994", "1e17", "0.5", "1e300",
    ])
    func `takes no integer that a double may have been rounded to`(text: String) throws {
        let node = try #require(try JSONDocument(#"{"n":\#(text)}"#).root["n"])
        #expect(node.integerValue == nil)
        let error = #expect(throws: JSONShapeError.self) { try node.integer(in: Int64.min...Int64.max) }
        #expect(error?.description == "`n` must be an integer between -9007199254740991 and 9007199254740991")
    }

    @Test(arguments: [9_007_199_254_740_991, -9_007_199_254_740_991] as [Int64])
    func `takes the largest integer that is only itself`(number: Int64) throws {
        #expect(try JSONDocument("\(number)").root.integer(in: Int64.min...Int64.max) == number)
    }

    @Test func `names the place of a value for messages`() throws {
        let root = try JSONDocument(#"{"intent":{"resources":["a",{"b":7}]}}"#).root
        var found: JSONNode?
        root["intent"]?["resources"]?.forEachElement { found = $0 }
        #expect(found?.path == "intent.resources[1]")
        #expect(found?["b"]?.path == "intent.resources[1].b")
        #expect(root.path == "the document")
    }

    @Test(arguments: 0..<40)
    func `never traps on damaged texts and never accepts two readings`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<250 {
            var bytes = random.jsonValue(depth: 4).canonicalBytes
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(random.pick(Array(#"{}[]",:\u0e-"#.utf8)), at: index)
                }
            }
            guard let document = try? JSONDocument(bytes) else { continue }
            let canonical = document.root.canonicalBytes
            #expect(try JSONDocument(canonical).root.canonicalBytes == canonical)
        }
    }
}
