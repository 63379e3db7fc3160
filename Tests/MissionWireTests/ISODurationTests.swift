// SPDX-License-Identifier: Apache-2.0

import MissionWire
import Testing

struct `ISO durations` {
    @Test(arguments: [
        "", "P", "PT", "P1", "1D", "P1Y", "P1M", "P1Y2M", "PT1", "P1DT", "PT1D", "P1H", "P1W1D", "P1DT1W", "PT1H2H",
        "PT1M1H", "P-1D", "P+1D", "PT1.5H", "PT1,5H", "p1D", "P1d", "PT 1H", " PT1H", "PT1H ", "PTH", "PW",
        "P999999999999999999999D", "P106751991168D", "PT9223372036854776S", "P٣D", "P1D2D",
    ])
    func `are refused when they are not quite that, or of no fixed length`(text: String) {
        #expect(ISODuration.milliseconds(text) == nil)
    }

    @Test(
        arguments: [
            ("PT0S", 0, "PT0S"), ("PT1S", 1000, "PT1S"), ("PT90S", 90_000, "PT1M30S"), ("PT8H", 28_800_000, "PT8H"),
            ("P1D", 86_400_000, "P1D"), ("P2W", 1_209_600_000, "P14D"), ("P1DT12H", 129_600_000, "P1DT12H"),
            ("PT8H30M15S", 30_615_000, "PT8H30M15S"), ("PT36H", 129_600_000, "P1DT12H"), ("P007D", 604_800_000, "P7D"),
            ("PT9223372036854775S", 9_223_372_036_854_775_000, "P106751991167DT7H12M55S"),
        ] as [(String, Int64, String)])
    func `are so many milliseconds`(text: String, milliseconds: Int64, shortest: String) {
        #expect(ISODuration.milliseconds(text) == milliseconds)
        #expect(ISODuration.text(milliseconds: milliseconds) == shortest)
        #expect(ISODuration.milliseconds(shortest) == milliseconds)
    }

    @Test func `drop parts of a second, and are never negative`() {
        #expect(ISODuration.text(milliseconds: 1999) == "PT1S")
        #expect(ISODuration.text(milliseconds: -5) == "PT0S")
    }
}
