// SPDX-License-Identifier: Apache-2.0

/// Why a query was not read.
package enum HTTPQueryError: Error, Equatable {
    /// A broken percent-escape, bytes that are not UTF-8, or a zero, anywhere in the query.
    case malformed
    /// A parameter that should stand once stands more often.
    case repeated
}

extension HTTPRequest {
    /// The query's parameters, decoded: `+` stands for a space, and one without a value is empty.
    package func queryParameters() throws(HTTPQueryError) -> [String: String] {
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
