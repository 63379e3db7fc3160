// SPDX-License-Identifier: Apache-2.0

/// A word that some part of the code must not use.
struct BannedWord: Sendable {
    /// How the word must stand in the code to count.
    enum Form: Sendable {
        /// Anywhere.
        case any
        /// Followed by this.
        case before(String)
        /// As a function of its own, called; not as a member of something or a function that is being declared.
        case call
        /// As the standard library's member that draws, called without a generator.
        case unseeded
    }

    let word: String
    let form: Form
    /// What to do instead.
    let remedy: String

    init(_ word: String, _ form: Form, _ remedy: String) {
        self.word = word
        self.form = form
        self.remedy = remedy
    }

    /// The same remedy for several words.
    static func all(_ words: [String], _ form: Form, _ remedy: String) -> [BannedWord] {
        words.map { BannedWord($0, form, remedy) }
    }

    func breaches(in file: SwiftFile) -> [Breach] {
        (file.words[word] ?? []).filter { counts(at: $0, in: file) }.map { file.breach(at: $0, "`\(word)`: \(remedy)") }
    }

    private func counts(at offset: Int, in file: SwiftFile) -> Bool {
        let end = offset + word.utf8.count
        switch form {
        case .any: return true
        case .before(let text): return file.has(text, at: end)
        case .call:
            let line = file.code(ofLine: file.file.line(of: offset))
            return file.has("(", at: end) && file.before(offset) != UInt8(ascii: ".") && !line.contains("func \(word)(")
        case .unseeded:
            guard file.before(offset) == UInt8(ascii: ".") else { return false }
            return file.has("()", at: end) || (file.has("(in:", at: end) && !file.argumentsHave("using:", at: end))
        }
    }
}

extension SwiftFile {
    /// Whether the parentheses that open at an offset have a text between them.
    fileprivate func argumentsHave(_ text: String, at offset: Int) -> Bool {
        var depth = 0
        var position = offset
        while position < code.count {
            if code[position] == UInt8(ascii: "(") { depth += 1 }
            if code[position] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return false }
            if has(text, at: position) { return true }
            position += 1
        }
        return false
    }
}
