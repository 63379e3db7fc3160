// SPDX-License-Identifier: Apache-2.0

/// Language tags: whether one is well-formed by the grammar of RFC 5646, section 2.1.
package enum LanguageTag {
    package static func isWellFormed(_ text: String) -> Bool {
        // WHY: lower-casing turns the Kelvin sign into a letter, so what is not ASCII is refused before it.
        guard text.utf8.count <= 255, text.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        let tag = text.lowercased()
        if irregular.contains(tag) { return true }
        var subtags = tag.split(separator: "-", omittingEmptySubsequences: false)[...]
        guard subtags.allSatisfy({ (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy(isAlphanumeric) }) else {
            return false
        }
        if subtags.first == "x" { return subtags.count > 1 }
        guard takeLanguage(&subtags) else { return false }
        if let script = subtags.first, script.utf8.count == 4, isAlphabetic(script) { subtags.removeFirst() }
        takeRegion(&subtags)
        while let variant = subtags.first, isVariant(variant) { subtags.removeFirst() }
        while let singleton = subtags.first, singleton.utf8.count == 1, singleton != "x" {
            guard takeExtension(&subtags) else { return false }
        }
        return subtags.isEmpty || (subtags.first == "x" && subtags.count > 1)
    }

    /// Tags that the grammar grandfathers because they fit no rule.
    private static let irregular: Set<String> = [
        "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo",
        "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
    ]

    /// Two or three letters with up to three extensions of three letters, or four to eight letters.
    private static func takeLanguage(_ subtags: inout ArraySlice<Substring>) -> Bool {
        guard let language = subtags.popFirst(), isAlphabetic(language), (2...8).contains(language.utf8.count) else {
            return false
        }
        guard language.utf8.count <= 3 else { return true }
        for _ in 0..<3 {
            guard let extended = subtags.first, extended.utf8.count == 3, isAlphabetic(extended) else { break }
            subtags.removeFirst()
        }
        return true
    }

    private static func takeRegion(_ subtags: inout ArraySlice<Substring>) {
        guard let region = subtags.first else { return }
        let isCode = region.utf8.count == 2 && isAlphabetic(region)
        let isNumber = region.utf8.count == 3 && region.utf8.allSatisfy(isDigit)
        if isCode || isNumber { subtags.removeFirst() }
    }

    private static func isVariant(_ subtag: Substring) -> Bool {
        let count = subtag.utf8.count
        return (5...8).contains(count) || (count == 4 && subtag.utf8.first.map(isDigit) == true)
    }

    private static func takeExtension(_ subtags: inout ArraySlice<Substring>) -> Bool {
        subtags.removeFirst()
        let parts = subtags.prefix { $0.utf8.count >= 2 }
        subtags = subtags.dropFirst(parts.count)
        return !parts.isEmpty
    }

    private static func isAlphabetic(_ text: Substring) -> Bool {
        text.utf8.allSatisfy((UInt8(ascii: "a")...UInt8(ascii: "z")).contains)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
