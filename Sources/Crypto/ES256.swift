// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// The two forms of an ES256 signature: JOSE has R and S side by side (RFC 7518, section 3.4), OpenSSL has DER.
enum ES256 {
    /// The size of R, and of S, in bytes.
    private static let numberByteCount = 32
    /// The size of every JOSE signature, in bytes.
    static let signatureByteCount = 2 * numberByteCount

    /// The JOSE form of a signature in DER; nil if it is not a signature on P-256.
    static func signature(der: [UInt8]) -> [UInt8]? {
        let parsed = der.withUnsafeBufferPointer { der in
            var next = der.baseAddress
            return d2i_ECDSA_SIG(nil, &next, der.count)
        }
        guard let parsed else { return nil }
        defer { ECDSA_SIG_free(parsed) }
        var signature = [UInt8](repeating: 0, count: signatureByteCount)
        let written = signature.withUnsafeMutableBufferPointer { output -> Bool in
            guard let base = output.baseAddress else { return false }
            let count = Int32(numberByteCount)
            return BN_bn2binpad(ECDSA_SIG_get0_r(parsed), base, count) == count
                && BN_bn2binpad(ECDSA_SIG_get0_s(parsed), base + numberByteCount, count) == count
        }
        return written ? signature : nil
    }

    /// The DER form of a signature in JOSE form; nil unless it has 64 bytes.
    static func der(signature: [UInt8]) -> [UInt8]? {
        guard signature.count == signatureByteCount, let parsed = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(parsed) }
        guard setNumbers(of: parsed, signature) else { return nil }
        var der = [UInt8](repeating: 0, count: Int(max(i2d_ECDSA_SIG(parsed, nil), 0)))
        let count = der.withUnsafeMutableBufferPointer { output in
            var next = output.baseAddress
            return i2d_ECDSA_SIG(parsed, &next)
        }
        return count > 0 && Int(count) == der.count ? der : nil
    }

    private static func setNumbers(of parsed: OpaquePointer, _ signature: [UInt8]) -> Bool {
        let r = BN_bin2bn(signature, Int32(numberByteCount), nil)
        let s = BN_bin2bn(Array(signature.suffix(numberByteCount)), Int32(numberByteCount), nil)
        guard ECDSA_SIG_set0(parsed, r, s) == 1 else {
            BN_free(r)
            BN_free(s)
            return false
        }
        return true
    }
}
