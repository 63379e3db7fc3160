// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionKernel
import MissionWire

/// Reads what the ledger holds about a mission, each entry once.
struct MissionLog {
    private let client: AuthorityClient
    private let path: String
    /// From where the ledger has not been looked at.
    private var position: Int64 = 0

    private static let pageMax = 1000

    /// - Parameters:
    ///   - withAncestors: whether what happened above the mission is told, too; only the owner may ask for it.
    ///   - withChildren: whether what happened below it is.
    init(
        of mission: MissionID, withAncestors: Bool = false, withChildren: Bool = false, _ client: AuthorityClient
    ) {
        self.client = client
        path = "/v1/missions/\(mission.text)/log?ancestors=\(withAncestors)&descendants=\(withChildren)"
    }

    /// What has come since the last call, in the order of the ledger.
    mutating func next() throws -> [ShownEntry] {
        let size = try client.get("/v1/ledger").required("size", JSONNode.entryCount)
        var found: [ShownEntry] = []
        while position < size {
            let page = try ShownEntry.all(in: client.get("\(path)&from=\(position)&max=\(Self.pageMax)"))
            found += page
            let end = page.last.map { $0.number + 1 } ?? size
            position = max(position + 1, page.count < Self.pageMax ? max(size, end) : end)
        }
        return found
    }
}
