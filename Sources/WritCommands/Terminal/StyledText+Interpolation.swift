// SPDX-License-Identifier: Apache-2.0

/// Sentences in styles: `"\(id) goes on until \(moment, .strong)"`. What is put in is made inert like everything else.
extension StyledText: ExpressibleByStringInterpolation {
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text: StyledText = ""

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) { text = text + StyledText(literal) }
        package mutating func appendInterpolation(_ part: StyledText) { text = text + part }
        package mutating func appendInterpolation(_ part: String, _ style: Style = .plain) {
            text = text + StyledText(part, style)
        }
        package mutating func appendInterpolation(_ number: some BinaryInteger) {
            text = text + StyledText(String(number))
        }
    }

    package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.text }
}
