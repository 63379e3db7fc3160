// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import CanonicalJSON
import Crypto
import MissionKernel
import MissionWire
import Platform

/// A person with the key by which they approve. Signs exactly the bytes it is given.
struct Approver {
    static let key = Option("key", value: "FILE", "your sealed key, when it is not the owner's of this home")
    static let name = Option("as", value: "PERSON", "who you are, when you are not the owner of this home")
    static let options = [Passphrase.file, key, name]

    let principal: Principal
    private let key: Ed25519.PrivateKey

    static let fileBytesMax = 64 * 1024

    /// Opens the approver's key with their passphrase.
    init(_ context: CommandContext) throws {
        let home = try context.home()
        let configuration = try HomeConfiguration(of: home)
        principal =
            context.arguments[Self.name].map { Self.person($0, issuer: configuration.issuer) }
            ?? configuration.owner
        let file = context.arguments[Self.key].map(context.path) ?? home.approverKey
        let sealed = try context.read(file, limitBytes: Self.fileBytesMax)
        let passphrase = try Passphrase.enter(context)
        do throws(SealedKeyError) {
            let seed = try SealedKey.open(sealed, passphrase: passphrase)
            guard let key = Ed25519.PrivateKey(seed: seed) else {
                throw SealedKeyError.malformed("it does not hold a key")
            }
            self.key = key
        } catch {
            throw CommandFailure(.refused, "the key in `\(file)` cannot be opened: \(error)")
        }
    }

    /// `sam@example.com`, of this authority's issuer unless another stands before it: `https://idp.example.com sam`.
    static func person(_ text: String, issuer: String) -> Principal {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        return parts.count == 2
            ? Principal(issuer: ExactText(parts[0]), subject: ExactText(parts[1]))
            : Principal(issuer: ExactText(issuer), subject: ExactText(text))
    }

    /// The statement with the signature, as the authority takes it.
    func write(signed statement: [UInt8], as name: String, to json: inout CanonicalWriter) {
        json.member(name) { json in
            json.member("key", base64URL: key.publicKey.bytes)
            json.member("signature", base64URL: key.sign(statement))
            json.member("statement", canonical: statement)
        }
    }
}
