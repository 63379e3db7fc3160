// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import Ledger
import MissionFile
import MissionKernel

/// What was permitted under a key, and came of it: a try that follows another under the same key is one of its tries.
struct EffectTries {
    private let key: String
    private var tries: [(permit: PermitID, mission: MissionID)] = []
    private var applied: Set<PermitID> = []

    init(under key: String) { self.key = key }

    init(under key: String, _ client: AuthorityClient) throws {
        self.init(under: key)
        var reader = EntryReader()
        try ShownEntry.forEach(of: client) { entry in take(try reader.read(entry.bytes).event) }
    }

    mutating func take(_ event: Event) {
        switch event {
        case .permitGranted(let event):
            guard let recorded = event.key?.string, recorded == key || EffectKey(recorded).said == key else { return }
            tries.append((event.id, event.mission))
        case .effectConcluded(let event) where event.outcome == .applied: applied.insert(event.id)
        default: break
        }
    }

    var count: Int { tries.count }

    func isApplied(_ permit: PermitID) -> Bool { applied.contains(permit) }

    /// The try that did it, else the last one.
    func last() throws -> PermitID {
        // What was done counts; a permit that ran out unused has been followed by another.
        let done = tries.filter { isApplied($0.permit) }
        let found = done.isEmpty ? tries.suffix(1) : done[...]
        guard let last = found.last else {
            throw CommandFailure(.refused, "nothing was permitted under the key \(InertText.quoted(key))")
        }
        guard found.allSatisfy({ $0.mission == last.mission }) else {
            throw UsageError("\(found.count) effects were done under this key", hints: found.map(\.permit.text))
        }
        return last.permit
    }
}
