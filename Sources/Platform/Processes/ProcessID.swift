// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The number of a process in this process's namespace.
///
/// Numbers are used again, so one alone proves little.
package struct ProcessID: Hashable, Sendable, CustomStringConvertible {
    /// The number, at least 1.
    package let rawValue: Int32

    /// Nil for what is not the number of a process: zero and below.
    package init?(rawValue: Int32) {
        guard rawValue > 0 else { return nil }
        self.rawValue = rawValue
    }

    init(unchecked rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The calling process.
    package static var current: ProcessID { ProcessID(unchecked: getpid()) }

    /// The number in digits.
    package var description: String { String(rawValue) }
}

/// The number of a user.
package struct UserID: Hashable, Sendable, CustomStringConvertible {
    /// The number; 0 is root.
    package let rawValue: UInt32

    /// Any number is one of a user.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The user whose permissions the calling process has.
    package static var current: UserID { UserID(rawValue: geteuid()) }

    /// The number in digits.
    package var description: String { String(rawValue) }
}
