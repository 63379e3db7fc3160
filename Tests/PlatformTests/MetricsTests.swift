// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct MetricsTests {
    @Test(arguments: ["", "1a", "a-b", "a b", "é", "a\n"]) func `a bad name names nothing`(name: String) {
        #expect(!MetricText.isMetricName(name))
        #expect(!MetricText.isLabelName(name))
    }

    @Test func `a colon names metrics and double underscores name no labels`() {
        #expect(MetricText.isMetricName("a:b_C9"))
        #expect(!MetricText.isLabelName("a:b"))
        #expect(!MetricText.isLabelName("__name__"))
        #expect(MetricText.isLabelName("_a"))
    }

    @Test func `a bad metric name stops the program`() async {
        await #expect(processExitsWith: .failure) { _ = MetricsRegistry().counter("a-b", help: "") }
    }

    @Test func `a name taken twice stops the program`() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.histogram("a", help: "", bounds: [1])
            _ = registry.counter("a_count", help: "")
        }
    }

    @Test func `a bad label stops the program`() async {
        await #expect(processExitsWith: .failure) { _ = MetricsRegistry().counters("a", help: "", labels: ["b-c"]) }
        await #expect(processExitsWith: .failure) { _ = MetricsRegistry().counters("a", help: "", labels: ["b", "b"]) }
        await #expect(processExitsWith: .failure) {
            _ = MetricsRegistry().histograms("a", help: "", labels: ["le"], bounds: [1])
        }
        await #expect(processExitsWith: .failure) {
            _ = MetricsRegistry().counters("a", help: "", labels: ["b"]).labeled("x", "y")
        }
    }

    @Test func `bounds that do not rise stop the program`() async {
        await #expect(processExitsWith: .failure) { _ = Histogram(bounds: [1, 1]) }
        await #expect(processExitsWith: .failure) { _ = Histogram(bounds: [1, .infinity]) }
        await #expect(processExitsWith: .failure) { _ = Histogram(bounds: [.nan]) }
    }

    @Test func `a value that is no number is passed over`() {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("h", help: "", bounds: [1])
        histogram.observe(.nan)
        #expect(registry.render().hasSuffix("h_sum 0\nh_count 0\n"))
    }

    @Test func `labels without end do not fill the memory`() {
        let registry = MetricsRegistry()
        let family = registry.counters("c", help: "", labels: ["a", "b"])
        for number in 0..<2_000 { family.labeled("\(number)", "x").increment() }
        family.labeled("5", "x").increment()
        let lines = registry.render().split(separator: "\n")
        #expect(lines.count == 2 + 1_001)
        #expect(lines.contains(#"c{a="_other",b="_other"} 1000"#))
        #expect(lines.contains(#"c{a="5",b="x"} 2"#))
    }

    @Test func `help and label values are escaped`() {
        let registry = MetricsRegistry()
        registry.counters("c", help: "a\\b\n\"c\"", labels: ["l"]).labeled("a\\b\n\"c\"").increment()
        #expect(
            registry.render() == #"""
                # HELP c a\\b\n"c"
                # TYPE c counter
                c{l="a\\b\n\"c\""} 1

                """#)
    }

    @Test func `families and sets come out sorted`() {
        let registry = MetricsRegistry()
        let counters = registry.counters("writ_z_total", help: "Z.", labels: ["outcome", "kind"])
        counters.labeled("deny", "a").increment(by: 2)
        counters.labeled("allow", "b").increment()
        counters.labeled("deny", "a").increment()
        let gauge = registry.gauge("writ_a", help: "A.")
        gauge.set(5)
        gauge.add(-7)
        _ = registry.gauges("writ_empty", help: "None yet.", labels: ["l"])
        #expect(
            registry.render() == """
                # HELP writ_a A.
                # TYPE writ_a gauge
                writ_a -2
                # HELP writ_empty None yet.
                # TYPE writ_empty gauge
                # HELP writ_z_total Z.
                # TYPE writ_z_total counter
                writ_z_total{outcome="allow",kind="b"} 1
                writ_z_total{outcome="deny",kind="a"} 3

                """)
        #expect(gauge.value == -2)
    }

    @Test func `buckets count all below them and their bounds too`() {
        let registry = MetricsRegistry()
        let histogram = registry.histograms("h", help: "", labels: ["l"], bounds: [0.005, 1, 10]).labeled("x")
        for value in [0.005, 0.5, 1, 2, 100] { histogram.observe(value) }
        histogram.observe(.milliseconds(2_500))
        #expect(
            registry.render() == """
                # HELP h\u{20}
                # TYPE h histogram
                h_bucket{l="x",le="0.005"} 1
                h_bucket{l="x",le="1"} 3
                h_bucket{l="x",le="10"} 5
                h_bucket{l="x",le="+Inf"} 6
                h_sum{l="x"} 106.005
                h_count{l="x"} 6

                """)
    }

    @Test func `numbers are written as the format has them`() {
        #expect([0.000_1, 1e-5, 1e21, -0.5, 3].map(MetricText.number) == ["0.0001", "1e-05", "1e+21", "-0.5", "3"])
        #expect([.infinity, -.infinity, .nan].map(MetricText.number) == ["+Inf", "-Inf", "NaN"])
    }

    @Test func `no update of many threads is lost`() throws {
        let counter = Counter()
        let histogram = Histogram(bounds: Histogram.secondsBounds)
        let threads = try (0..<4).map { _ in
            try WorkerThread(name: "counter") {
                for _ in 0..<10_000 {
                    counter.increment()
                    histogram.observe(0.25)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(counter.value == 40_000)
        #expect(histogram.samples().suffix(2).map(\.value) == ["10000", "40000"])
    }
}
