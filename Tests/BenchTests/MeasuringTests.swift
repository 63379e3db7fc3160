// SPDX-License-Identifier: Apache-2.0

import Bench
import Testing

/// What is made of measured durations, and of the command line that asks for them.
struct MeasuringTests {
    @Test func `no samples have no percentile`() {
        #expect(Samples().percentile(50) == nil)
        #expect(throws: BenchFailure.self) { try Samples().figure(50) }
    }

    @Test func `a percentile is the smallest sample that enough others do not exceed`() {
        let samples = Samples((1...200).reversed())
        #expect(samples.percentile(50) == 100)
        #expect(samples.percentile(99) == 198)
        #expect(samples.percentile(100) == 200)
        #expect(samples.percentile(0) == 1)
        #expect(Samples([7]).percentile(99) == 7)
    }

    @Test func `the median of an even number of values lies between the middle two`() {
        #expect([Double]().median == nil)
        #expect([3.0, 1, 2].median == 2)
        #expect([4.0, 1, 2, 3].median == 2.5)
    }

    @Test(arguments: [["--fast"], ["--rows"], ["--rows", ","], ["--rows", "check,chekc"], ["--out", ""]])
    func `a command line that makes no sense is refused`(words: [String]) {
        #expect(throws: BenchFailure.self) { try BenchOptions(words, knownRows: ["check"]) }
    }

    @Test func `a command line says which rows run, where, and where the JSON goes`() throws {
        let words = ["--rows", "check,permit", "--dir", "/disk", "--json", "--out", "bench.json"]
        let options = try BenchOptions(words, knownRows: ["check", "permit"])
        #expect(options.rows == ["check", "permit"])
        #expect(options.folder == "/disk")
        #expect(options.wantsJSON)
        #expect(options.output == "bench.json")
        #expect(!options.wantsHelp)
    }
}
