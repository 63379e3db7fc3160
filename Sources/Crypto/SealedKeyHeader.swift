// SPDX-License-Identifier: Apache-2.0

/// All of a sealed key's file but its ciphertext; `SealedKey` says how the file looks.
struct SealedKeyHeader {
    static let saltByteCount = 16
    static let nonceByteCount = 24
    static let tagByteCount = 16
    /// No file that `SealedKey` writes is longer: the other fields take less than 256 bytes.
    static let fileBytesMax = Base64.url.encodedCount(SealedKey.secretBytesMax + tagByteCount) + 256

    let cost: SealedKey.Cost
    let salt: [UInt8]
    let nonce: [UInt8]

    /// A header for a new file, with a salt and a nonce that were never used.
    init(cost: SealedKey.Cost) {
        self.init(
            cost: cost, salt: Sodium.randomBytes(count: Self.saltByteCount),
            nonce: Sodium.randomBytes(count: Self.nonceByteCount))
    }

    private init(cost: SealedKey.Cost, salt: [UInt8], nonce: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.nonce = nonce
    }

    /// The first seven fields with a space after each: what is authenticated with the ciphertext.
    var text: [UInt8] {
        let fields = [
            SealedKey.magic, SealedKey.version, SealedKey.derivation, "\(cost.operations)", "\(cost.memoryBytes)",
            Base64.url.text(salt), Base64.url.text(nonce),
        ]
        return fields.flatMap { $0.utf8 + [Self.space] }
    }

    /// The bytes of the whole file.
    func file(ciphertext: [UInt8]) -> [UInt8] {
        text + Base64.url.encode(ciphertext) + [Self.lineFeed]
    }

    /// Reads the bytes of a file; what is returned writes exactly the same file again.
    static func parse(_ file: [UInt8]) throws(SealedKeyError) -> (header: SealedKeyHeader, ciphertext: [UInt8]) {
        let fields = try fields(of: file)
        guard fields[2].elementsEqual(SealedKey.derivation.utf8) else { throw .malformed("key derivation") }
        let cost = try SealedKey.Cost(
            operations: number(fields[3], "passes"), memoryBytes: number(fields[4], "memory"))
        let salt = try bytes(fields[5], "salt")
        let nonce = try bytes(fields[6], "nonce")
        let ciphertext = try bytes(fields[7], "ciphertext")
        guard salt.count == saltByteCount else { throw .malformed("salt") }
        guard nonce.count == nonceByteCount else { throw .malformed("nonce") }
        guard 1...SealedKey.secretBytesMax ~= ciphertext.count - tagByteCount else { throw .malformed("ciphertext") }
        return (SealedKeyHeader(cost: cost, salt: salt, nonce: nonce), ciphertext)
    }

    private static let space = UInt8(ascii: " ")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

    /// The eight fields of a file of this version that is whole.
    ///
    /// What the file is comes first, then its version, then its end: a newer file may be laid out otherwise.
    private static func fields(of file: [UInt8]) throws(SealedKeyError) -> [ArraySlice<UInt8>] {
        let magic = Array("\(SealedKey.magic) ".utf8)
        guard file.starts(with: magic) else { throw magic.starts(with: file) ? .truncated : .foreign }
        let version = file.dropFirst(magic.count).prefix { $0 != space && $0 != lineFeed }
        guard version.endIndex < file.endIndex else { throw .truncated }
        guard version.elementsEqual(SealedKey.version.utf8) else { throw refusal(ofVersion: version) }
        guard file.count <= fileBytesMax else { throw .malformed("length") }
        guard file.last == lineFeed else { throw .truncated }
        let fields = file.dropLast().split(separator: space, maxSplits: 7, omittingEmptySubsequences: false)
        guard fields.count == 8 else { throw .malformed("number of fields") }
        return fields
    }

    private static func refusal(ofVersion version: ArraySlice<UInt8>) -> SealedKeyError {
        let digits = version.dropFirst()
        let isNumber = (1...9).contains(digits.count) && digits.allSatisfy { Self.digits.contains($0) }
        guard version.first == UInt8(ascii: "v"), isNumber,
            let number = UInt32(String(decoding: digits, as: UTF8.self)),
            number > 1
        else { return .malformed("version") }
        return .newerVersion("v\(number)")
    }

    private static func number(_ field: ArraySlice<UInt8>, _ part: String) throws(SealedKeyError) -> UInt64 {
        let text = String(decoding: field, as: UTF8.self)
        guard let number = UInt64(text), "\(number)" == text else { throw .malformed(part) }
        return number
    }

    private static func bytes(_ field: ArraySlice<UInt8>, _ part: String) throws(SealedKeyError) -> [UInt8] {
        do throws(TextEncodingError) {
            return try Base64.url.decode([UInt8](field))
        } catch {
            throw .malformed(part)
        }
    }
}
