// SPDX-License-Identifier: Apache-2.0

import Glibc
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
    func contains(_ name: [UInt8]) -> Bool {
        guard let first = name.first, count >= name.count else { return false }
        return withUnsafeBytes { bytes in
            guard var place = bytes.baseAddress else { return false }
            let end = place + bytes.count - name.count + 1
            while let found = memchr(place, Int32(first), end - place) {
                if memcmp(found, name, name.count) == 0 { return true }
                place = UnsafeRawPointer(found) + 1
            }
            return false
        }
    }
}
