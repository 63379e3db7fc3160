// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Testing
import WritTesting

struct `The canonical form` {
    private func canonical(_ text: String) throws -> String {
        String(decoding: try JSONDocument(text).root.canonicalBytes, as: UTF8.self)
    }

    /// RFC 8785, appendix B: the double with these bits is written like this.
    private static let numbers: [(bits: UInt64, text: String)] = [
        (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"), (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ]

    @Test func `writes numbers as ECMAScript does`() {
        for (bits, text) in Self.numbers {
            let written = JSONValue.number(Double(bitPattern: bits)).canonicalBytes
            #expect(String(decoding: written, as: UTF8.self) == text)
        }
    }

    @Test(arguments: [
        ("1E30", "1e+30"), ("4.50", "4.5"), ("2e-3", "0.002"), ("0.000000000000000000000000001", "1e-27"),
        ("333333333.33333329", "333333333.3333333"), ("-0", "0"), ("1e0", "1"),
        ("100000000000000000000", "100000000000000000000"),
        ("1000000000000000000000", "1e+21"), ("123e-8", "0.00000123"), ("1e-7", "1e-7"), ("-1.5E+2", "-150"),
        ("-9223372036854775808", "-9223372036854776000"), ("-9.223372036854775808e18", "-9223372036854776000"),
        ("9223372036854775807", "9223372036854776000"), ("-9007199254740993", "-9007199254740992"),
    ])
    func `rewrites numbers`(input: String, output: String) throws {
        #expect(try canonical(input) == output)
    }

    @Test func `reproduces the sample of RFC 8785, section 3.2.2`() throws {
        let input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
              "literals": [null, true, false]
            }
            """
        let output =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(try canonical(input) == output)
    }

    @Test func `sorts members by UTF-16 code units, as RFC 8785, section 3.2.3, shows`() throws {
        let input =
            #"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","#
            + #""\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#
        let root = try JSONDocument(try canonical(input)).root
        var order: [String] = []
        root.forEachMember { _, value in order.append(value.stringValue ?? "") }
        #expect(
            order == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
            ])
    }

    @Test(arguments: [
        (#"[56,{"d":true,"10":null,"1":[]}]"#, #"[56,{"1":[],"10":null,"d":true}]"#),
        (#"{"peach":"x","péché":"y","pêche":"z","sin":"w"}"#, #"{"peach":"x","péché":"y","pêche":"z","sin":"w"}"#),
        (
            #"{"1":{"f":{"f":"hi","F":5},"\n":56.0},"10":{},"":"empty","a":{},"111":[{"e":"yes","E":"no"}],"A":{}}"#,
            #"{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}"#
        ),
        (#"{"Unnormalized Unicode":"A\u030a"}"#, "{\"Unnormalized Unicode\":\"A\u{30A}\"}"),
    ])
    func `reproduces the published samples`(input: String, output: String) throws {
        #expect(try canonical(input) == output)
    }

    @Test(arguments: 0..<64)
    func `survives a round trip, and is a fixed point`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let bytes = random.jsonValue(depth: 5).canonicalBytes
            let document = try JSONDocument(bytes)
            #expect(document.root.canonicalBytes == bytes)
            #expect(JSONValue(document.root).canonicalBytes == bytes)
        }
    }

    @Test(arguments: 0..<32)
    func `reads every number back as the same double`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<1000 {
            let number = random.jsonNumber()
            let read = try JSONDocument(JSONValue.number(number).canonicalBytes).root.doubleValue
            #expect(read == number)
        }
    }

    /// Where the ranges of integers begin and end, random numbers never come.
    @Test(arguments: [-1.0, 1.0])
    func `reads every power of two, and what is beside it, back as the same double`(sign: Double) throws {
        for exponent in -1074...1023 {
            let power = Double(sign: .plus, exponent: exponent, significand: 1)
            for number in [power.nextDown, power, power.nextUp] where number.isFinite {
                let read = try JSONDocument(JSONValue.number(sign * number).canonicalBytes).root.doubleValue
                #expect(read == sign * number)
            }
        }
    }
}
