// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import Ledger
import MissionKernel

/// Finds how software was registered last, in the ledger: nothing else holds all of it.
struct ClientSearch {
    let name: String

    func run(_ client: AuthorityClient) throws -> ClientRegistered? {
        var reader = EntryReader()
        var latest: ClientRegistered?
        try ShownEntry.forEach(of: client) { entry in
            guard case .clientRegistered(let event) = try reader.read(entry.bytes).event,
                event.id.text == ExactText(name)
            else { return }
            latest = event
        }
        return latest
    }
}
