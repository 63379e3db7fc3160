// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite struct LogLineTests {
    private func line(_ event: String, _ fields: KeyValuePairs<String, LogValue> = [:]) -> String {
        let line = LogLine(milliseconds: 0, level: .info, event: event, fields: fields)
        #expect(line.bytes.count <= LogLine.limitBytes)
        return String(decoding: line.bytes, as: UTF8.self)
    }

    private let start = #"{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"#

    @Test func `what would break a line or a terminal is escaped`() {
        let text = line("e", ["a\"\n": "\u{0}\u{1b}[31m\r\t\\\"\u{7f}\u{9b}é😀"])
        #expect(text == start + #""e","a\"\n":"\u0000\u001b[31m\r\t\\\"\u007f\u009bé😀"}"# + "\n")
    }

    @Test func `a field cannot pose as the line's own`() {
        let text = line("e", ["time": 1, "level": "x", "event": "y", "truncated": true])
        #expect(text == start + #""e","_time":1,"_level":"x","_event":"y","_truncated":true}"# + "\n")
    }

    @Test(arguments: ["x", "é", "😀", "\u{1}", "\""]) func `a string over the bound is cut between characters`(
        unit: String
    ) {
        let text = line("e", ["a": .string(String(repeating: unit, count: 20_000)), "b": 1])
        #expect(text.hasSuffix(#"","truncated":true}"# + "\n"))
        #expect(!text.contains("\u{FFFD}"))
        #expect(!text.contains(#""b""#))
        #expect(text.utf8.count > LogLine.limitBytes - 30)
    }

    @Test func `an event or a name over the bound is cut or dropped`() {
        let long = String(repeating: "x", count: 20_000)
        #expect(line(long, ["a": 1]).hasSuffix(#"x","truncated":true}"# + "\n"))
        #expect(line("e", [long: 1]) == start + #""e","truncated":true}"# + "\n")
        #expect(line("e", [long: "x"]) == start + #""e","truncated":true}"# + "\n")
    }

    @Test func `wherever the bound falls the line stays whole`() {
        for length in 16_200...16_400 {
            let filler = LogValue.string(String(repeating: "x", count: length))
            let text = line("e", ["a": filler, "n": .integer(.min), "b": false, "s": ""])
            #expect(text.hasSuffix("}\n"))
            let isCut = text.hasSuffix(#","truncated":true}"# + "\n")
            #expect(isCut != text.hasSuffix(#","n":-9223372036854775808,"b":false,"s":""}"# + "\n"))
        }
    }

    @Test func `fields keep their order and their kind`() {
        let count: Int64 = -5
        let name = "n"
        let text = line("started", ["z": "\(name)", "a": .integer(count), "m": true, "k": false, "i": 42])
        #expect(text == start + #""started","z":"n","a":-5,"m":true,"k":false,"i":42}"# + "\n")
    }

    @Test func `levels are ordered`() {
        #expect(LogLevel.allCases.sorted() == [.debug, .info, .warning, .error])
    }
}
