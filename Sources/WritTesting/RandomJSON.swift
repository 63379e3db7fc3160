// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON

extension SeededRandom {
    /// Any JSON value, at most `depth` containers deep, with the strings and numbers that break implementations.
    package mutating func jsonValue(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &self) {
        case 0: .null
        case 1: .boolean(Bool.random(using: &self))
        case 2: .number(jsonNumber())
        case 3, 4: .string(jsonString())
        case 5: .array((0..<Int.random(in: 0...4, using: &self)).map { _ in jsonValue(depth: depth - 1) })
        default: .object(jsonMembers(depth: depth - 1))
        }
    }

    private mutating func jsonMembers(depth: Int) -> [JSONValue.Member] {
        var names: [[UInt8]] = []
        var members: [JSONValue.Member] = []
        for _ in 0..<Int.random(in: 0...5, using: &self) {
            let name = jsonString()
            guard !names.contains(Array(name.utf8)) else { continue }
            names.append(Array(name.utf8))
            members.append(JSONValue.Member(name, jsonValue(depth: depth)))
        }
        return members
    }

    /// A finite double: small integers, large ones, and any bit pattern.
    package mutating func jsonNumber() -> Double {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: return Double(Int.random(in: -1000...1000, using: &self))
        case 1: return Double(Int64.random(in: -(1 << 53)...(1 << 53), using: &self))
        case 2: return Double.random(in: -1...1, using: &self)
        default:
            let any = Double(bitPattern: next())
            return any.isFinite ? any : 0
        }
    }

    /// A string of code points from every plane and of every escape.
    package mutating func jsonString() -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &self) { text.append(scalar()) }
        return String(text)
    }

    private mutating func scalar() -> Unicode.Scalar {
        let ranges: [ClosedRange<UInt32>] = [
            0x61...0x7A, 0x00...0x1F, 0x20...0x7F, 0xA0...0x7FF, 0x2028...0x2029, 0xE000...0xFDCF, 0xFDF0...0xFFFD,
            0x1F600...0x1F64F, 0x10000...0x1FFFD,
        ]
        let value = UInt32.random(in: pick(ranges), using: &self)
        return Unicode.Scalar(value) ?? "x"
    }
}
