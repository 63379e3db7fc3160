// SPDX-License-Identifier: Apache-2.0
/// All metrics of a program, and how they are told to Prometheus.
///
/// Callable from any thread. Metrics are registered by constants of the program, so a bad name, a name taken twice or a
/// bad label is a fault of the program and stops it.
package final class MetricsRegistry: Sendable {
    /// The content type of what `render` returns.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private struct Registration: Sendable {
        let header: String
        let lines: @Sendable () -> [String]
    }

    private struct State: Sendable {
        var registrations: [String: Registration] = [:]
        var sampleNames: Set<String> = []
    }

    private let state = Monitor(State())

    /// An empty registry.
    package init() {}

    /// A counter without labels.
    ///
    /// By custom the name ends in `_total`.
    package func counter(_ name: String, help: String) -> Counter {
        counters(name, help: help, labels: []).labeled([])
    }

    /// Counters told apart by labels.
    package func counters(_ name: String, help: String, labels: [String]) -> MetricFamily<Counter> {
        register(name, "counter", help, labels, make: { Counter() }, read: { $0.samples() })
    }

    /// A gauge without labels.
    package func gauge(_ name: String, help: String) -> Gauge {
        gauges(name, help: help, labels: []).labeled([])
    }

    /// Gauges told apart by labels.
    package func gauges(_ name: String, help: String, labels: [String]) -> MetricFamily<Gauge> {
        register(name, "gauge", help, labels, make: { Gauge() }, read: { $0.samples() })
    }

    /// A histogram without labels.
    ///
    /// By custom the name ends in the unit of its bounds.
    package func histogram(_ name: String, help: String, bounds: [Double]) -> Histogram {
        histograms(name, help: help, labels: [], bounds: bounds).labeled([])
    }

    /// Histograms told apart by labels.
    package func histograms(
        _ name: String, help: String, labels: [String], bounds: [Double]
    ) -> MetricFamily<Histogram> {
        precondition(!labels.contains("le"), "label `le` of histogram `\(name)` belongs to its buckets")
        return register(
            name, "histogram", help, labels, suffixes: ["_bucket", "_sum", "_count"],
            make: { Histogram(bounds: bounds) }, read: { $0.samples() })
    }

    /// The text exposition format, version 0.0.4: families by name, and each family's sets by label values.
    package func render() -> String {
        let registrations = state.withLock { $0.registrations }
        return registrations.sorted { $0.key < $1.key }.map { _, registration in
            registration.header + registration.lines().map { $0 + "\n" }.joined()
        }.joined()
    }

    private func register<Element>(
        _ name: String, _ type: String, _ help: String, _ labels: [String], suffixes: [String] = [],
        make: @escaping @Sendable () -> Element, read: @escaping @Sendable (Element) -> [MetricSample]
    ) -> MetricFamily<Element> {
        precondition(MetricText.isMetricName(name), "`\(name)` cannot name a metric")
        for label in labels {
            precondition(MetricText.isLabelName(label), "`\(label)` cannot name a label of metric `\(name)`")
        }
        precondition(Set(labels).count == labels.count, "metric `\(name)` has a label twice: \(labels)")
        let family = MetricFamily(name: name, labels: labels, make: make, read: read)
        let header = "# HELP \(name) \(MetricText.escaped(help, quotes: false))\n# TYPE \(name) \(type)\n"
        state.withLock { state in
            for sampleName in [name] + suffixes.map({ name + $0 }) {
                let isNew = state.sampleNames.insert(sampleName).inserted
                precondition(isNew, "metric name `\(sampleName)` is taken")
            }
            state.registrations[name] = Registration(header: header) { family.lines() }
        }
        return family
    }
}
