// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD

extension RequestHead {
    /// Whether the library found the same fields in the same places.
    func isSame(as handle: OpaquePointer) -> Bool {
        fields.withUnsafeBufferPointer { fields in
            var comparison = Comparison(fields: fields)
            let count = MHD_get_connection_values_n(handle, .HEADER_KIND, compareCallback, &comparison)
            return count == fields.count && comparison.isSame
        }
    }

    fileprivate struct Comparison {
        // SAFETY: `isSame(as:)` lends them for the one call that uses this.
        let fields: UnsafeBufferPointer<Field>
        var next = 0
        var isSame = true

        mutating func take(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
            isSame =
                isSame && next < fields.count && isSamePlace(fields[next].name, name)
                && isSamePlace(fields[next].value, value)
            next += 1
        }

        private func isSamePlace(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
            one.baseAddress == other.baseAddress && one.count == other.count
        }
    }
}

private func compareCallback(
    context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?, nameBytes: Int,
    value: UnsafePointer<CChar>?, valueBytes: Int
) -> MHD_Result {
    // SAFETY: `isSame(as:)` alone names this callback, and hands a comparison over.
    context?.assumingMemoryBound(to: RequestHead.Comparison.self).pointee.take(
        UnsafeRawBufferPointer(start: name, count: nameBytes), UnsafeRawBufferPointer(start: value, count: valueBytes))
    return .YES
}
