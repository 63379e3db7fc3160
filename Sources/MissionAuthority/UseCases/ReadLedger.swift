// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import MissionKernel

extension MissionAuthority {
    /// Entries read at a time.
    private static let pageEntries = 4096

    /// The entries that name a mission, from its approval on, the oldest first; nil when the ledger cannot be read.
    package func entries(about id: MissionID, max: Int) -> [StoredEntry]? {
        let start = read { state, _ in state.missions.index(of: id).map { state.missions[$0].recordedAt } }
        guard var next = start else { return [] }
        let name = Array(id.text.utf8)
        var found: [StoredEntry] = []
        do throws(StoreError) {
            while found.count < max {
                let page = try store.entries(from: next, max: Self.pageEntries)
                guard let last = page.last else { return found }
                found += page.filter { $0.bytes.contains(name) }.prefix(max - found.count)
                next = last.number + 1
            }
            return found
        } catch {
            return nil
        }
    }
}

extension [UInt8] {
    /// Whether `name` stands somewhere in these bytes.
    fileprivate func contains(_ name: [UInt8]) -> Bool {
        guard let first = name.first, count >= name.count else { return false }
        return (0...count - name.count).contains { start in
            self[start] == first && self[start..<start + name.count].elementsEqual(name)
        }
    }
}
