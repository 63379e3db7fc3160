// SPDX-License-Identifier: Apache-2.0

import HTTPServer

/// The fields of an `application/x-www-form-urlencoded` body.
struct FormFields: Sendable {
    private let fields: [String: String]

    init(_ body: [UInt8]) throws(APIError) {
        var fields: [String: String] = [:]
        for pair in Self.pairs(body) {
            guard let name = Self.decode(pair.name), let value = Self.decode(pair.value) else {
                throw .malformed("the form has a malformed percent-encoding")
            }
            guard fields.updateValue(value, forKey: name) == nil else { throw .malformed("`\(name)` is given twice") }
        }
        self.fields = fields
    }

    subscript(_ name: String) -> String? { fields[name] }

    /// The names that are none of `known`.
    func unknown(besides known: Set<String>) -> [String] { fields.keys.filter { !known.contains($0) }.sorted() }

    /// The value of the one field of this name, whatever the rest of the body is; nil when there is none or several.
    static func only(_ name: String, in body: [UInt8]) -> String? {
        let named = pairs(body).filter { decode($0.name) == name }
        return named.count == 1 ? decode(named[0].value) : nil
    }

    private static func pairs(_ body: [UInt8]) -> [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] {
        body.split(separator: UInt8(ascii: "&")).map { pair in
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            return (pair[..<equals], pair[equals...].dropFirst())
        }
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
        bytes.withUnsafeBytes { PercentEncoding.decode($0, plusIsSpace: true) }
    }
}
