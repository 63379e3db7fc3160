// SPDX-License-Identifier: Apache-2.0

/// Where a client connects and whom it trusts.
package struct HTTPClientConfiguration: Sendable, Equatable {
    /// Connect to this unix socket whatever host the URL names.
    package var unixSocketPath: String?
    /// A PEM file with the certificates to trust; nil trusts those of the system.
    package var certificateAuthoritiesPath: String?
    /// How long connecting may take.
    package var connectMilliseconds = 5_000

    /// The defaults, but for what is given.
    package init(unixSocketPath: String? = nil, certificateAuthoritiesPath: String? = nil) {
        self.unixSocketPath = unixSocketPath
        self.certificateAuthoritiesPath = certificateAuthoritiesPath
    }
}
