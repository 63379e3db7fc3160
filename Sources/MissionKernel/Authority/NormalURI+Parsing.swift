// SPDX-License-Identifier: Apache-2.0

extension NormalURI {
    /// Splits and normalises `text`; nil when it is not an absolute URI.
    init?(_ text: String) {
        guard let plain = Self.plain(text) ?? Self.normalised(Array(text.utf8)) else { return nil }
        self = plain
    }

    private init(origin: [UInt8], path: [UInt8], tail: [UInt8]) {
        text = String(decoding: origin + path + tail, as: UTF8.self)
        originBytes = origin.count
        pathEnd = origin.count + path.count
    }

    private static func normalised(_ bytes: [UInt8]) -> NormalURI? {
        guard isWellFormed(bytes), let colon = bytes.firstIndex(of: UInt8(ascii: ":")), isScheme(bytes[..<colon])
        else { return nil }
        let rest = bytes[(colon + 1)...]
        let tailStart = rest.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? rest.endIndex
        let scheme = bytes[..<colon].map(lowercase)
        let hierarchy = rest[..<tailStart]
        let tail = normalisePercent(rest[tailStart...])
        guard hierarchy.starts(with: "//".utf8) else {
            guard !hierarchy.isEmpty else { return nil }
            let path = removeDotSegments(normalisePercent(hierarchy))
            return NormalURI(origin: scheme + [UInt8(ascii: ":")], path: path, tail: tail)
        }
        let authorityStart = hierarchy.startIndex + 2
        let authorityEnd = hierarchy[authorityStart...].firstIndex(of: UInt8(ascii: "/")) ?? hierarchy.endIndex
        guard let authority = normaliseAuthority(hierarchy[authorityStart..<authorityEnd], scheme: scheme) else {
            return nil
        }
        let path = removeDotSegments(normalisePercent(hierarchy[authorityEnd...]))
        return NormalURI(
            origin: scheme + Array("://".utf8) + authority, path: path.isEmpty ? [UInt8(ascii: "/")] : path, tail: tail)
    }

    /// The common form, which is normal already and needs no memory of its own: a lower-case scheme and host without a
    /// port, and a path of unreserved characters without dot segments. Nil for every other text.
    private static func plain(_ text: String) -> NormalURI? {
        let bytes = text.utf8.span
        var place = 0
        while place < bytes.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[place]) { place += 1 }
        guard place > 0, place + 3 < bytes.count else { return nil }
        for mark in "://".utf8 {
            guard bytes[place] == mark else { return nil }
            place += 1
        }
        while place < bytes.count, bytes[place] != UInt8(ascii: "/") {
            guard isUnreserved(bytes[place]), bytes[place] == lowercase(bytes[place]) else { return nil }
            place += 1
        }
        let originBytes = place
        guard place < bytes.count else { return nil }
        while place < bytes.count {
            let isSegmentEnd = bytes[place] == UInt8(ascii: "/")
            guard isUnreserved(bytes[place]) || isSegmentEnd else { return nil }
            place += 1
            if isSegmentEnd, place < bytes.count, bytes[place] == UInt8(ascii: ".") { return nil }
        }
        return NormalURI(text: text, originBytes: originBytes, pathEnd: place)
    }

    /// Only characters of RFC 3986, every percent sign followed by two hexadecimal digits, at most one fragment.
    private static func isWellFormed(_ bytes: [UInt8]) -> Bool {
        var index = 0
        var fragments = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.count, hexValue(bytes[index + 1]) != nil, hexValue(bytes[index + 2]) != nil
                else { return false }
                index += 2
            case UInt8(ascii: "#"): fragments += 1
            case let byte:
                guard isUnreserved(byte) || ":/?[]@!$&'()*+,;=".utf8.contains(byte) else { return false }
            }
            index += 1
        }
        return fragments <= 1
    }

    private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, isLetter(first) else { return false }
        return bytes.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
    }

    /// Lower-cases the host and drops a port that is empty or the scheme's own; nil when it has no valid form.
    private static func normaliseAuthority(_ bytes: ArraySlice<UInt8>, scheme: [UInt8]) -> [UInt8]? {
        let normal = normalisePercent(bytes)
        let hostStart = normal.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? 0
        guard let portMark = portMark(in: normal[hostStart...]) else { return nil }
        let host = lowercaseOutsidePercent(normal[hostStart..<portMark])
        let port = normal[portMark...].dropFirst()
        guard port.allSatisfy(isDigit) else { return nil }
        let standard = defaultPorts[String(decoding: scheme, as: UTF8.self)] ?? ""
        let isImplied = port.isEmpty || port.elementsEqual(standard.utf8)
        return Array(normal[..<hostStart]) + host + (isImplied ? [] : [UInt8(ascii: ":")] + port)
    }

    /// Where the port's colon stands, or the end; nil when a bracketed address is not closed properly.
    private static func portMark(in host: ArraySlice<UInt8>) -> Int? {
        if host.first == UInt8(ascii: "[") {
            guard let closing = host.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let after = closing + 1
            return after == host.endIndex || host[after] == UInt8(ascii: ":") ? after : nil
        }
        guard !host.contains(UInt8(ascii: "[")), !host.contains(UInt8(ascii: "]")) else { return nil }
        return host.firstIndex(of: UInt8(ascii: ":")) ?? host.endIndex
    }

    private static let defaultPorts = [
        "http": "80", "https": "443", "ws": "80", "wss": "443", "ftp": "21", "ssh": "22", "git": "9418",
    ]

    /// Upper-cases the digits of each percent-encoding and decodes those of unreserved characters.
    private static func normalisePercent(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var normal: [UInt8] = []
        normal.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
            else {
                normal.append(bytes[index])
                index += 1
                continue
            }
            let decoded = high << 4 | low
            let hex = Array("0123456789ABCDEF".utf8)
            normal += isUnreserved(decoded) ? [decoded] : [UInt8(ascii: "%"), hex[Int(high)], hex[Int(low)]]
            index += 3
        }
        return normal
    }

    private static func lowercaseOutsidePercent(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var escaped = 0
        return bytes.map { byte in
            if byte == UInt8(ascii: "%") {
                escaped = 2
                return byte
            }
            escaped -= 1
            return escaped >= 0 ? byte : lowercase(byte)
        }
    }

    /// RFC 3986, section 5.2.4, step by step: `rest` is the input buffer.
    private static func removeDotSegments(_ path: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        var rest = path[...]
        var output: [UInt8] = []
        while !rest.isEmpty {
            if rest.starts(with: "../".utf8) {
                rest.removeFirst(3)
            } else if rest.starts(with: "./".utf8) || rest.starts(with: "/./".utf8) {
                rest.removeFirst(2)
            } else if rest.starts(with: "/../".utf8) {
                rest.removeFirst(3)
                removeLastSegment(&output)
            } else if rest.elementsEqual("/.".utf8) || rest.elementsEqual("/..".utf8) {
                if rest.count == 3 { removeLastSegment(&output) }
                output.append(slash)
                rest = []
            } else if rest.elementsEqual(".".utf8) || rest.elementsEqual("..".utf8) {
                rest = []
            } else {
                let end = rest.dropFirst().firstIndex(of: slash) ?? rest.endIndex
                output += rest[..<end]
                rest = rest[end...]
            }
        }
        return output
    }

    private static func removeLastSegment(_ output: inout [UInt8]) {
        output.removeSubrange((output.lastIndex(of: UInt8(ascii: "/")) ?? 0)...)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: isLetter(byte) || isDigit(byte)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
