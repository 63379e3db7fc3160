// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

extension LedgerHead {
    /// Throws ``StoreError/Code/damaged`` unless the streams are at the versions that the entries bring, which give
    /// `state`. Takes time for each stream and each mission.
    ///
    /// A version that is another keeps the authority from writing anything, also a stop.
    package func mustFollow(from state: AuthorityState) throws(StoreError) {
        for (name, version) in streams where StreamID(name).map({ state.streams[$0] }) != version {
            throw StoreError(
                .damaged, "the stream `\(name.text)` is kept at version \(version), which its entries do not bring")
        }
        let brought = state.streamCount
        guard streams.count == brought else {
            throw StoreError(.damaged, "\(streams.count) streams are kept, and the entries bring \(brought)")
        }
    }
}

extension StreamID {
    /// The stream that is kept under a name, or nil.
    fileprivate init?(_ name: StreamName) {
        switch name {
        case StreamName("registry"): self = .registry
        case StreamName("facts"): self = .facts
        case StreamName("intake"): self = .intake
        default:
            guard let mission = MissionID(name.text) else { return nil }
            self = .tree(mission)
        }
    }
}

extension AuthorityState {
    /// How many streams have events.
    fileprivate var streamCount: Int {
        let trees = (0..<missions.count).count { position in
            let index = missions.index(at: position)
            return missions[index].lineage.tree == index
        }
        return trees + [StreamID.registry, .facts, .intake].count { streams[$0] > 0 }
    }
}
