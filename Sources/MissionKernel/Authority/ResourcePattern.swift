// SPDX-License-Identifier: Apache-2.0

/// The resources that an entry covers: one URI, or a URI and all beneath it.
package struct ResourcePattern: Hashable, Sendable {
    /// How a request's resource is compared with the pattern's (`resource_match`).
    package enum Match: CaseIterable, Hashable, Sendable {
        case exact
        case prefix
    }

    package let resource: ResourceURI
    package let match: Match

    package init(_ resource: ResourceURI, match: Match = .exact) {
        self.resource = resource
        self.match = match
    }

    /// Whether a request for `requested` falls under the pattern.
    package func covers(_ requested: ResourceURI) -> Bool {
        switch match {
        case .exact: resource == requested
        case .prefix: resource.normal.covers(requested.normal)
        }
    }

    /// Whether everything that this covers is covered by `reference` too. A prefix is never inside an exact resource.
    package func isContained(in reference: ResourcePattern) -> Bool {
        match == .prefix && reference.match == .exact ? false : reference.covers(resource)
    }

    /// What both cover, or nil when one is not inside the other: two prefixes never overlap partly.
    package func intersection(with other: ResourcePattern) -> ResourcePattern? {
        if isContained(in: other) { return self }
        return other.isContained(in: self) ? other : nil
    }
}
