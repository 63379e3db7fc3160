// SPDX-License-Identifier: Apache-2.0

/// The first look at a text, before libyaml sees it: its size, its encoding, and characters that would hide what it
/// says.
struct YAMLText {
    /// The text without the byte order mark that some editors put in front.
    let bytes: [UInt8]
    private let lines: [Range<Int>]

    /// Refuses what is too large, is not UTF-8, or has a control character or a line break that editors do not show.
    init(_ bytes: [UInt8], bytesMax: Int) throws(YAMLError) {
        guard bytes.count <= bytesMax else {
            throw YAMLError("the text is larger than \(bytesMax) bytes", at: .start)
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        lines = try Self.lines(of: self.bytes)
    }

    /// The scalar that stands at `mark`, or nil at the end of a line or of the text.
    func scalar(at mark: YAMLMark) -> Unicode.Scalar? {
        guard lines.indices.contains(mark.line - 1) else { return nil }
        let line = String(decoding: bytes[lines[mark.line - 1]], as: UTF8.self)
        return line.unicodeScalars.dropFirst(mark.column - 1).first
    }

    /// Walks the text once and answers where its lines are.
    private static func lines(of bytes: [UInt8]) throws(YAMLError) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var parser = Unicode.UTF8.ForwardParser()
        var source = bytes.makeIterator()
        var (start, end, column) = (0, 0, 1)
        while true {
            let mark = YAMLMark(line: lines.count + 1, column: column)
            switch parser.parseScalar(from: &source) {
            case .emptyInput:
                lines.append(start..<end)
                return lines
            case .error:
                throw YAMLError("the text is not UTF-8 here; save the file as UTF-8", at: mark)
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                end += encoded.count
                try check(scalar, at: mark, isLast: end == bytes.count, next: bytes[min(end, bytes.count - 1)])
                column += 1
                guard scalar == "\n" else { continue }
                lines.append(start..<end - 1)
                (start, column) = (end, 1)
            }
        }
    }

    private static func check(
        _ scalar: Unicode.Scalar, at mark: YAMLMark, isLast: Bool, next: UInt8
    ) throws(YAMLError) {
        switch scalar.value {
        case 0x09, 0x0A, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            return
        case 0x0D where !isLast && next == UInt8(ascii: "\n"): return
        // WHY: libyaml ends a line at each of these, and most editors do not: a key could hide in a sentence.
        case 0x0D, 0x85, 0x2028, 0x2029:
            throw YAMLError(
                "\(InertText.shown(String(scalar))) is a line break that editors do not show; end lines with a newline",
                at: mark)
        default:
            throw YAMLError(
                "\(InertText.shown(String(scalar))) is a control character; write it as an escape", at: mark)
        }
    }
}
