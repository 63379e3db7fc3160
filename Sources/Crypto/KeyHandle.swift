// SPDX-License-Identifier: Apache-2.0

import CJose
import COpenSSL

/// A key of OpenSSL's, made from a JWK by libjose; freed, and its private part wiped, with the last reference.
///
/// The JWK is turned into a key once. libjose's own `jose_jws_sig` and `jose_jws_ver` would do that for each signature,
/// at four and two times the cost, and take a failed hash for a success.
// SAFETY: nothing changes the key after `init`, and OpenSSL lets threads use one key at the same time: it counts
// references atomically and locks what it derives and keeps.
final class KeyHandle: @unchecked Sendable {
    private let key: OpaquePointer

    /// Makes a key of a JWK; nil if its numbers do not belong together, or are not spelled as they are written here.
    ///
    /// OpenSSL refuses a point off the curve and a private number of another point. It would take a coordinate with the
    /// size of the field added: a second spelling, with which one key would have two thumbprints.
    init?(jwk: borrowing JSONObject) {
        guard let key = jose_openssl_jwk_to_EVP_PKEY(nil, jwk.pointer) else {
            ERR_clear_error()
            return nil
        }
        self.key = key
        guard let written = self.jwk(), jose_jwk_eql(nil, jwk.pointer, written.pointer), prepare() else { return nil }
    }

    deinit { EVP_PKEY_free(key) }

    /// The members that make the key, the private ones among them if it has any; nil if memory is short.
    func jwk() -> JSONObject? {
        JSONMemory.prepare()
        return JSONObject(owning: jose_openssl_jwk_from_EVP_PKEY(nil, key))
    }

    /// The signature over the SHA-256 value of `message`, as OpenSSL writes it; nil if OpenSSL fails.
    func sign(_ message: [UInt8]) -> [UInt8]? {
        var signature: [UInt8] = []
        let signed = withContext { context in
            var count = 0
            guard EVP_DigestSignInit(context, nil, OpenSSL.sha256, nil, key) == 1,
                EVP_DigestSign(context, nil, &count, message, message.count) == 1
            else { return false }
            signature = [UInt8](repeating: 0, count: count)
            guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else { return false }
            signature.removeLast(signature.count - count)
            return true
        }
        return signed ? signature : nil
    }

    /// Whether `signature`, as OpenSSL writes it, is this key's over the SHA-256 value of `message`.
    func verifies(_ signature: [UInt8], of message: UnsafeRawBufferPointer) -> Bool {
        let message = message.assumingMemoryBound(to: UInt8.self)
        return withContext { context in
            EVP_DigestVerifyInit(context, nil, OpenSSL.sha256, nil, key) == 1
                && EVP_DigestVerify(context, signature, signature.count, message.baseAddress, message.count) == 1
        }
    }

    /// Has OpenSSL derive what it keeps in the key, so that threads only read it later; false if it fails.
    private func prepare() -> Bool {
        withContext { EVP_DigestVerifyInit($0, nil, OpenSSL.sha256, nil, key) == 1 }
    }

    /// Lends a context to `body`; if that answers false, what OpenSSL noted of it is removed from this thread.
    private func withContext(_ body: (OpaquePointer) -> Bool) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        let succeeded = body(context)
        if !succeeded { ERR_clear_error() }
        return succeeded
    }
}
