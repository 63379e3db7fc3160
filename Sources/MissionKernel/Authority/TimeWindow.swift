// SPDX-License-Identifier: Apache-2.0

/// When an action may be exercised: from `notBefore` to `notAfter`, both included; an absent bound is open.
package struct TimeWindow: Hashable, Sendable {
    package let notBefore: Timestamp?
    package let notAfter: Timestamp?

    /// Nil when both bounds are absent: such a window would bound nothing.
    package init?(notBefore: Timestamp?, notAfter: Timestamp?) {
        guard notBefore != nil || notAfter != nil else { return nil }
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    package func contains(_ moment: Timestamp) -> Bool {
        if let notBefore, moment < notBefore { return false }
        if let notAfter, moment > notAfter { return false }
        return true
    }

    /// Whether this lies inside `reference`; an absent bound is broader than any present one.
    package func isWithin(_ reference: TimeWindow) -> Bool {
        if let bound = reference.notBefore {
            guard let notBefore, notBefore >= bound else { return false }
        }
        if let bound = reference.notAfter {
            guard let notAfter, notAfter <= bound else { return false }
        }
        return true
    }

    /// The overlap, or nil when there is none.
    package func intersection(with other: TimeWindow) -> TimeWindow? {
        let from = [notBefore, other.notBefore].compactMap(\.self).max()
        let until = [notAfter, other.notAfter].compactMap(\.self).min()
        if let from, let until, from > until { return nil }
        return TimeWindow(notBefore: from, notAfter: until)
    }
}
