// SPDX-License-Identifier: Apache-2.0

/// The pairs of braces in a file's code, and what each belongs to, judged by the words before it.
struct Braces {
    enum Owner: Hashable { case type, function, other }

    struct Pair {
        let owner: Owner
        /// Where what the braces belong to begins: at `func`, `struct` and the like.
        let start: Int
        let open: Int
        let close: Int
    }

    private(set) var pairs: [Pair] = []

    init(_ file: SwiftFile) {
        var open: [(brace: Int, owner: Owner, start: Int)] = []
        var headStart = 0
        for (offset, byte) in file.code.enumerated() {
            switch byte {
            case UInt8(ascii: "{"):
                let (owner, start) = Self.owner(of: headStart..<offset, in: file)
                open.append((offset, owner, start))
                headStart = offset + 1
            case UInt8(ascii: "}"):
                if let last = open.popLast() {
                    pairs.append(Pair(owner: last.owner, start: last.start, open: last.brace, close: offset))
                }
                headStart = offset + 1
            default: break
            }
        }
    }

    /// The innermost pair around an offset.
    func around(_ offset: Int) -> Pair? {
        pairs.filter { $0.open < offset && offset < $0.close }.max { $0.open < $1.open }
    }

    private static let types: Set<String> = ["struct", "class", "enum", "actor", "extension", "protocol"]
    private static let functions: Set<String> = ["func", "init", "deinit", "subscript", "get", "set", "didSet"]

    /// The last word that declares something decides: in `class func f()` that is `func`.
    private static func owner(of head: Range<Int>, in file: SwiftFile) -> (owner: Owner, start: Int) {
        var found: (owner: Owner, start: Int) = (.other, head.lowerBound)
        var position = head.lowerBound
        while position < head.upperBound {
            let start = position
            position += 1
            guard SwiftFile.isWord(file.code[start]) else { continue }
            while position < head.upperBound, SwiftFile.isWord(file.code[position]) { position += 1 }
            let word = String(decoding: file.code[start..<position], as: UTF8.self)
            let isMember = file.before(start) == UInt8(ascii: ".")
            if types.contains(word), !isMember, position < head.upperBound { found = (.type, start) }
            if functions.contains(word), !isMember { found = (.function, start) }
            if word == "var" { found = isComputed(position..<head.upperBound, in: file) ? (.function, start) : found }
        }
        return found
    }

    /// Whether a variable that is declared here has a body and not a value.
    private static func isComputed(_ head: Range<Int>, in file: SwiftFile) -> Bool {
        !file.code[head].contains(UInt8(ascii: "=")) && !file.code[head].contains(UInt8(ascii: "\n"))
    }
}
