// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

extension MissionAuthority {
    /// How a mission stands, for a caller who may read it. Reading is wide: every registered client with the grant, the
    /// mission's own client, and the mission's own processes.
    package func report(on id: MissionID, caller: Caller) throws(Refusal) -> MissionReport {
        try read { (state, now) throws(Refusal) in
            let index = try state.mission(id)
            guard mayRead(index, caller, in: state) else { throw .unknownMission }
            return MissionReport(index, in: state, at: now)
        }
    }

    /// Whether the caller may learn that the mission exists.
    func mayRead(_ index: MissionIndex, _ caller: Caller, in state: AuthorityState) -> Bool {
        switch caller {
        case .owner: return true
        case .client(let id):
            guard let client = state.registry.index(of: id), state.registry[client].isEnabled else { return false }
            return client == state.missions[index].parties.client || state.registry[client].grants.contains(.status)
        case .session(let session):
            guard let own = state.sessions[session]?.mission else { return false }
            var next: MissionIndex? = index
            while let current = next {
                if current == own { return true }
                next = state.missions[current].lineage.parent
            }
            return false
        }
    }
}
