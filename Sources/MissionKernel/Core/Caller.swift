// SPDX-License-Identifier: Apache-2.0

/// Who asks, as the edge established it. Nothing a caller says of itself gets here.
package enum Caller: Hashable, Sendable {
    /// The person who runs this authority: the owner of its socket, and not a process under a mission.
    case owner
    /// Software in the registry that proved its key.
    case client(ClientID)
    /// A process under a mission, known by its session. It may work; it may never govern.
    case session(SessionID)
}

/// What a registered client may ask. Reading is wide, writing narrow: each verb is granted by name.
package struct Grants: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Submit missions, and poll what it submitted.
    package static let submit = Grants(rawValue: 1 << 0)
    /// Read the status of missions that are not its own.
    package static let status = Grants(rawValue: 1 << 1)
    /// Revoke, suspend and complete its own missions.
    package static let lifecycle = Grants(rawValue: 1 << 2)
    /// Resume its own missions: undoing a stop is a right apart.
    package static let resume = Grants(rawValue: 1 << 3)
    /// Extend ``lifecycle``, ``resume``, ``narrow`` and ``evaluate`` to every mission.
    package static let everyMission = Grants(rawValue: 1 << 4)
    /// Ask for decisions and permits.
    package static let evaluate = Grants(rawValue: 1 << 5)
    /// Bring news of facts.
    package static let signal = Grants(rawValue: 1 << 6)
    /// Narrow missions by protected events.
    package static let narrow = Grants(rawValue: 1 << 7)
    /// Follow changes as they are committed.
    package static let watch = Grants(rawValue: 1 << 8)

    /// The grants by which software governs missions: a right that approvers give.
    package static let governing: Grants = [.lifecycle, .resume, .everyMission, .signal, .narrow]

    /// The names on the wire, in order of their bits.
    package static let names: [(grant: Grants, name: String)] = [
        (.submit, "submit"), (.status, "status"), (.lifecycle, "lifecycle"), (.resume, "resume"),
        (.everyMission, "every_mission"), (.evaluate, "evaluate"), (.signal, "signal"), (.narrow, "narrow"),
        (.watch, "watch"),
    ]
}
