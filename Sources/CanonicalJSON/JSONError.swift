// SPDX-License-Identifier: Apache-2.0

/// Why a text is not acceptable JSON, and where.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// The closed set of faults of a text.
    package enum Fault: Equatable, Sendable {
        case empty
        case tooLarge(bytesMax: Int)
        case tooDeep(depthMax: Int)
        case unexpected(byte: UInt8)
        case unexpectedEnd
        case invalidLiteral
        case invalidNumber
        case numberOutOfRange
        case invalidUTF8
        case controlCharacter
        case invalidEscape
        case loneSurrogate
        case noncharacter
        case duplicateName(String)
        case trailingBytes
    }

    package let fault: Fault
    /// Bytes before the fault.
    package let offset: Int
    /// Counted from 1.
    package let line: Int
    /// Bytes into the line, counted from 1.
    package let column: Int

    package var description: String {
        "\(fault.text) at line \(line), column \(column)"
    }
}

extension JSONError {
    /// Places `fault` in `text` by counting the lines before `offset`.
    init(_ fault: Fault, at offset: Int, in text: UnsafeBufferPointer<UInt8>) {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, text.count) where text[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        self.init(fault: fault, offset: offset, line: line, column: offset - lineStart + 1)
    }
}

extension JSONError.Fault {
    fileprivate var text: String {
        switch self {
        case .empty: "the text is empty"
        case .tooLarge(let bytesMax): "the text is larger than \(bytesMax) bytes"
        case .tooDeep(let depthMax): "more than \(depthMax) arrays and objects inside each other"
        case .unexpected(let byte): "unexpected \(Self.name(of: byte))"
        case .unexpectedEnd: "the text ends too early"
        case .invalidLiteral: "not one of `true`, `false`, `null`"
        case .invalidNumber: "malformed number"
        case .numberOutOfRange: "number outside the range of a double"
        case .invalidUTF8: "invalid UTF-8"
        case .controlCharacter: "control character inside a string (escape it)"
        case .invalidEscape: "invalid escape"
        case .loneSurrogate: "lone surrogate"
        case .noncharacter: "a noncharacter, which I-JSON forbids"
        case .duplicateName(let name): "duplicate member name `\(name)`"
        case .trailingBytes: "more bytes after the end of the value"
        }
    }

    private static func name(of byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? "`\(Character(Unicode.Scalar(byte)))`" : "byte \(byte)"
    }
}
