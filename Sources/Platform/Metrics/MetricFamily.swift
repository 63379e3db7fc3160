// SPDX-License-Identifier: Apache-2.0
/// The metrics of one name, one for each set of label values.
package final class MetricFamily<Element: Sendable>: Sendable {
    /// How many sets of label values are told apart.
    ///
    /// Labels that come from outside cannot fill the memory.
    package static var setsMax: Int { 1_000 }

    /// The value that all labels have in the set that counts for those beyond `setsMax`.
    package static var otherValue: String { "_other" }

    private let name: String
    private let labels: [String]
    private let make: @Sendable () -> Element
    private let read: @Sendable (Element) -> [MetricSample]
    private let elements = Monitor<[[String]: Element]>([:])

    init(
        name: String, labels: [String], make: @escaping @Sendable () -> Element,
        read: @escaping @Sendable (Element) -> [MetricSample]
    ) {
        self.name = name
        self.labels = labels
        self.make = make
        self.read = read
    }

    /// The metric for these label values, in the order of the label names.
    ///
    /// Takes a lock: keep the metric where it is hot.
    package func labeled(_ values: String...) -> Element { labeled(values) }

    func labeled(_ values: [String]) -> Element {
        precondition(values.count == labels.count, "metric `\(name)` has labels \(labels), got values \(values)")
        return elements.withLock { elements in
            let isFull = elements.count >= Self.setsMax && elements[values] == nil
            let key = isFull ? labels.map { _ in Self.otherValue } : values
            if let element = elements[key] { return element }
            let element = make()
            elements[key] = element
            return element
        }
    }

    /// The samples of all sets, sorted by their label values.
    func lines() -> [String] {
        let elements = elements.withLock { $0 }
        return elements.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { values, element in
            read(element).map { sample in
                let pairs = Array(zip(labels, values)) + (sample.label.map { [$0] } ?? [])
                return name + sample.suffix + MetricText.labels(pairs) + " " + sample.value
            }
        }
    }
}

/// One line of the exposition without its family's name and labels.
struct MetricSample {
    var suffix = ""
    var label: (String, String)?
    var value: String
}
