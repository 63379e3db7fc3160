// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import Platform

/// The usable keys of a JWK Set.
enum KeySet {
    static let bytesMax = 16 * 1024

    static func keys(in bytes: [UInt8]) -> [VerificationKey] {
        var keys: [VerificationKey] = []
        do throws(JSONError) {
            let root = try JSONDocument(bytes, limits: JSONLimits(bytesMax: bytesMax, depthMax: 8)).root
            root["keys"]?.forEachElement { node in
                do throws(JWKError) { keys.append(try VerificationKey(publicJWK: Array(node.sourceBytes))) } catch {}
            }
        } catch {}
        return keys
    }
}

/// Keeps key sets that were read: reading one takes longer than a signature check.
final class KnownKeySets: Sendable {
    private let known = Monitor<[[UInt8]: [VerificationKey]]>([:])
    private static let setsMax = 1024

    func keys(in bytes: [UInt8]) -> [VerificationKey] {
        if let keys = known.withLock({ $0[bytes] }) { return keys }
        let keys = KeySet.keys(in: bytes)
        known.withLock { known in
            if known.count >= Self.setsMax { known.removeAll() }
            known[bytes] = keys
        }
        return keys
    }
}
