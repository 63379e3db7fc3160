// SPDX-License-Identifier: Apache-2.0

import Bench
import CanonicalJSON
import Testing

/// What is said about a run.
struct ReportTests {
    private let machine = Machine(processor: "a processor", processors: 2, memoryBytes: 1 << 30, kernel: "6.1")

    private func report(_ outcome: Report.Outcome) -> Report {
        var report = Report(machine: machine)
        report.add("row", "a title", outcome)
        return report
    }

    @Test func `a row that could not be measured makes the report unsound`() {
        let report = report(.failed("the disk is full"))
        #expect(!report.isSound)
        #expect(report.text.contains("not measured: the disk is full"))
    }

    @Test func `a broken promise makes the report unsound`() {
        let report = report(.measured([Measure("stale answers", Figure(1, .count), target: .zero)]))
        #expect(!report.isSound)
        #expect(report.text.contains("BROKEN"))
    }

    @Test func `a missed target of speed is said and is no failure`() {
        let report = report(.measured([Measure("median", Figure(0.003, .seconds), target: .atMost(0.002, .seconds))]))
        #expect(report.isSound)
        #expect(report.text.contains("missed by 50 %"))
    }

    @Test func `a target of a ratio is judged by the ratio`() {
        let beside = Measure.Beside("a constant", Figure(100, .perSecond))
        let slow = Measure("checks", Figure(60, .perSecond), beside: beside, target: .atLeast(0.75, .ratio))
        let fast = Measure("checks", Figure(80, .perSecond), beside: beside, target: .atLeast(0.75, .ratio))
        #expect(slow.ratio == 0.6)
        #expect(slow.isMet == false)
        #expect(fast.isMet == true)
    }

    @Test func `without a target nothing is met or missed`() {
        let measure = Measure("median", Figure(1, .seconds))
        #expect(measure.isMet == nil)
        #expect(measure.miss == nil)
        #expect(measure.ratio == nil)
    }

    @Test func `the JSON says all that the table says`() {
        let beside = Measure.Beside("a constant", Figure(100, .perSecond))
        let measure = Measure("checks", Figure(50, .perSecond), beside: beside, target: .atLeast(1, .ratio))
        let json = String(decoding: report(.measured([measure])).json.canonicalBytes, as: UTF8.self)
        #expect(
            json == """
                {"machine":{"kernel":"6.1","memory_bytes":1073741824,"processor":"a processor","processors":2},\
                "rows":[{"measures":[{"beside":{"name":"a constant","unit":"per_second","value":100},\
                "measured":"checks","met":false,"missed_by":0.5,\
                "ours":{"unit":"per_second","value":50},"ratio":0.5,\
                "target":{"bound":"at_least","unit":"ratio","value":1}}],"name":"row","title":"a title"}],\
                "sound":true}
                """)
    }

    @Test(arguments: [
        (Figure(8.2e-7, .seconds), "820 ns"), (Figure(0.0123, .seconds), "12.3 ms"), (Figure(2, .seconds), "2.00 s"),
        (Figure(1_610_612_736, .bytes), "1.50 GiB"), (Figure(21_345.4, .perSecond), "21,345/s"),
        (Figure(0, .count), "0"), (Figure(0.75, .ratio), "0.75"), (Figure(0.0049, .seconds), "4.90 ms"),
        (Figure(0, .seconds), "0.00 ns"),
    ])
    func `a figure is written with three digits and the unit that suits`(figure: Figure, text: String) {
        #expect(figure.text == text)
    }
}
