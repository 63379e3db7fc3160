// SPDX-License-Identifier: Apache-2.0

/// Why a query was not read.
package enum HTTPQueryError: Error, Equatable {
    /// A broken percent-escape, bytes that are not UTF-8, or a zero, anywhere in the query.
    case malformed
    /// A parameter that should stand once stands more often.
    case repeated
}

extension HTTPRequest {
    /// The value of a query parameter, decoded; nil without one, empty when it has no value.
    package func query(_ name: String) throws(HTTPQueryError) -> String? {
        let values = try queryValues(name)
        guard values.count <= 1 else { throw .repeated }
        return values.first
    }

    /// The values of a query parameter, decoded, in order.
    ///
    /// `+` stands for a space. Names are compared byte by byte after decoding.
    package func queryValues(_ name: String) throws(HTTPQueryError) -> [String] {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return [] }
        var values: [String] = []
        for pair in target[(mark + 1)...].split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let key = try decoded(pair[..<equals])
            let value = try decoded(pair[equals...].dropFirst())
            if key.utf8.elementsEqual(name.utf8) { values.append(value) }
        }
        return values
    }

    /// All parameters, decoded; throws when one stands more than once.
    package func allQueryValues() throws(HTTPQueryError) -> [String: String] {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return [:] }
        var values: [String: String] = [:]
        for pair in target[(mark + 1)...].split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let former = values.updateValue(
                try decoded(pair[equals...].dropFirst()), forKey: try decoded(pair[..<equals]))
            guard former == nil else { throw .repeated }
        }
        return values
    }

    private func decoded(_ part: Slice<UnsafeRawBufferPointer>) throws(HTTPQueryError) -> String {
        guard let text = PercentEncoding.decode(UnsafeRawBufferPointer(rebasing: part), plusIsSpace: true) else {
            throw .malformed
        }
        return text
    }
}
