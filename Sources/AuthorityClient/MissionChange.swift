// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire

/// A change of a mission, as a watch tells it.
package struct MissionChange: Sendable, Equatable {
    package let mission: MissionID
    package let state: MissionState
    package let version: Int64
    package let containmentVersion: Int64

    /// Nil when the event is no such change. A state that is not known here reads as one that permits nothing.
    init?(_ event: EventStreamReader.Event) {
        guard event.type == "mission" else { return nil }
        do {
            let root = try JSONDocument(event.data).root
            mission = try root.member("mission").identifier()
            state = MissionState(rawValue: try root.member("state").string()) ?? .suspended
            version = try root.member("version").version()
            containmentVersion = try root.member("containment_version").integer(in: 0...(1 << 31))
        } catch {
            return nil
        }
    }
}
