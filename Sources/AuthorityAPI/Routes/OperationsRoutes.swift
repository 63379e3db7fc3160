// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import HTTPServer
import MissionAuthority
package import Platform

/// What the operator wants to know of the running authority.
package struct Operations: Sendable {
    package let metrics: MetricsRegistry
    /// Members of the status document, each a name and a value, in canonical order.
    package let status: @Sendable () -> [(name: String, value: JSONValue)]

    package init(
        metrics: MetricsRegistry, status: @escaping @Sendable () -> [(name: String, value: JSONValue)]
    ) {
        self.metrics = metrics
        self.status = status
    }
}

struct OperationsRoutes {
    let authority: MissionAuthority
    let watchers: WatchHub
    let operations: Operations

    var routes: [Route] {
        [
            Route(.get, "/healthz", access: .everyone, "Whether the authority answers", answers: [.ok(.health)]) {
                _, reply in
                reply.object { json in json.member("status", "ok") }
            },
            Route(
                .get, "/metrics", access: .owner, "Metrics in the Prometheus text format",
                answers: [.ok(.plainText)]
            ) { [authority, watchers, operations] _, reply in
                authority.updateMetrics(watches: watchers.count)
                reply.send(.ok, type: .metrics, Array(operations.metrics.render().utf8))
            },
            Route(
                .get, "/v1/status", access: .owner, "How the authority is doing", takesTime: true,
                answers: [.ok(.status)]
            ) { [operations] _, reply in
                let members = operations.status().map { JSONValue.Member($0.name, $0.value) }
                reply.send(.ok, JSONValue.object(members).canonicalBytes)
            },
        ]
    }
}
