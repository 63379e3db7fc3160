// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionKernel

/// What entries have to do with a name.
package enum NameRole: UInt8, CaseIterable, Sendable {
    /// They mention it, or belong to the mission that it names.
    case about
    /// They say to which mission a session, permit or question belongs, or are the beginning of what is named: a
    /// mission's approval, a submission's receipt, a principal's registration, a person's agreement to an operation.
    case binding
    /// They change how the mission stands: what stops it, lets it go on, narrows it or moves its end.
    case change
    /// They belong to a mission below the one named.
    case below
}

/// What an index keeps in place of a name and a role: eight bytes of a hash.
///
/// Two names may have the same key, so whoever finds an entry by its key looks whether it is meant.
package struct NameKey: Hashable, Sendable {
    package let rawValue: Int64

    package init(_ role: NameRole, _ name: LedgerName) {
        let digest = SHA256.digest(domain: role.rawValue, Array(name.text.utf8))
        rawValue = digest.withBytes { Int64(bitPattern: $0.loadUnaligned(as: UInt64.self).bigEndian) }
    }

    package init(rawValue: Int64) { self.rawValue = rawValue }
}
