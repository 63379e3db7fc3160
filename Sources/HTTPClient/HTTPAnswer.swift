// SPDX-License-Identifier: Apache-2.0

/// What a server answered.
package struct HTTPAnswer: Sendable, Equatable {
    /// One header field.
    package struct Field: Sendable, Equatable {
        /// As it was sent, or is to be.
        package let name: String
        /// Without the blanks around it.
        package let value: String

        /// A field to send is checked when it is sent.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// 100 to 999; redirects are answers like any other.
    package internal(set) var status: Int
    /// In the order they came in, without trailers and those of informational answers.
    package internal(set) var fields: [Field]
    /// Empty for an answer that was streamed.
    package internal(set) var body: [UInt8]

    /// The value of a field, letter case aside; values of a repeated field are joined by `, `.
    ///
    /// Nil without one.
    package func header(_ name: String) -> String? {
        let values = headerValues(name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The values of a field, one for each line it came on.
    package func headerValues(_ name: String) -> [String] {
        let wanted = name.lowercased()
        return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
    }
}
