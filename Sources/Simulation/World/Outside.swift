// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// The world outside, in which effects really happen. It counts.
// SAFETY: a world has one thread, and nothing else uses this.
final class Outside: @unchecked Sendable {
    private struct Place: Hashable {
        let tree: MissionID
        let key: ExactText
    }

    private var permits: [PermitID: Int] = [:]
    private var keys: [Place: Int] = [:]

    /// Does it. Answers how often it has been done now under this permit, and under this key.
    func perform(_ permit: PermitID, key: ExactText, in tree: MissionID) -> (permit: Int, key: Int) {
        let place = Place(tree: tree, key: key)
        permits[permit, default: 0] += 1
        keys[place, default: 0] += 1
        return (permits[permit, default: 0], keys[place, default: 0])
    }

    func hasHappened(_ permit: PermitID) -> Bool { permits[permit] != nil }
}
