// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import Platform
import Synchronization

/// How often a route has answered with each status, for the metrics.
///
/// It keeps the counters that it has used, since finding one by its labels costs more than most answers.
final class AnswerCounts: Sendable {
    private let family: MetricFamily<Counter>
    private let route: String
    private let counters = Mutex<[UInt16: Counter]>([:])

    init(_ family: MetricFamily<Counter>, of route: String) {
        self.family = family
        self.route = route
    }

    func count(_ status: HTTPStatus) {
        let counter = counters.withLock { counters in
            if let counter = counters[status.code] { return counter }
            let counter = family.labeled(route, String(status.code))
            counters[status.code] = counter
            return counter
        }
        counter.increment()
    }
}
