// SPDX-License-Identifier: Apache-2.0

import MissionFile
import MissionKernel

/// The URL of an authority, as its missions and anchors carry it: https, with a host, without a query or fragment
/// (RFC 8414, section 2).
struct IssuerURL {
    let text: String
    /// The host, and the port where one is named.
    let host: String

    /// Reads what was typed for an option of this name.
    init(_ text: String, for option: String) throws(UsageError) {
        let host = String(text.dropFirst("https://".count).prefix { $0 != "/" })
        guard text.hasPrefix("https://"), let uri = ResourceURI(text), !uri.hasQueryOrFragment, uri.flaw == nil else {
            throw UsageError(
                "`--\(option)` must be an https URL with a host and without query or fragment, not "
                    + InertText.quoted(text),
                hints: ["write it as the issuer does: `https://authority.example.com`"])
        }
        self.text = text
        self.host = host
    }
}
