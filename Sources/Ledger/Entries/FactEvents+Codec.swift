// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension CanonicalWriter {
    mutating func members(of event: FactChanged) {
        member("event_id", event.event)
        member("fact", event.fact)
        member("observed_at", event.observedAt)
        member("settled", event.isSettled)
        member("value", event.value)
    }

    mutating func members(of event: FactSettled) {
        member("done", event.isDone)
        member("fact", event.fact)
        member("missions", event.count)
    }
}

extension FactChanged {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            event: try node.required("event_id", JSONNode.exactText), fact: try node.required("fact", JSONNode.factKey),
            value: try node.required("value", JSONNode.factValue),
            observedAt: try node.optional("observed_at", JSONNode.instant),
            isSettled: try node.required("settled", JSONNode.boolean))
    }
}

extension FactSettled {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            fact: try node.required("fact", JSONNode.factKey),
            count: Int(try node.member("missions").integer(in: 0...Int64(Int32.max))),
            isDone: try node.required("done", JSONNode.boolean))
    }
}
