// SPDX-License-Identifier: Apache-2.0

import Crypto
import Glibc
import Testing

@Suite struct SecretBytesTests {
    struct Refused: Error {}

    @Test func `a secret that could not be filled is not made`() {
        #expect(throws: Refused.self) {
            _ = try SecretBytes(count: 8) { (_: UnsafeMutableRawBufferPointer) throws(Refused) in throw Refused() }
        }
    }

    @Test func `nothing can write to a secret once it is made`() async {
        await #expect(processExitsWith: .failure) {
            let secret = SecretBytes(copying: [1, 2, 3])
            secret.withBytes { UnsafeMutableRawBufferPointer(mutating: $0)[0] = 9 }
        }
    }

    @Test func `a secret has the bytes it was made of`() {
        let secret = SecretBytes(copying: [1, 2, 3])
        #expect(secret.count == 3)
        #expect(secret.withBytes { Array($0) } == [1, 2, 3])
    }

    @Test func `a secret is zero where nobody wrote`() {
        let secret = SecretBytes(count: 4) { (memory: UnsafeMutableRawBufferPointer) in memory[1] = 5 }
        #expect(secret.withBytes { Array($0) } == [0, 5, 0, 0])
    }

    @Test func `a secret of no bytes is a secret`() {
        let secret = SecretBytes(copying: [])
        #expect(secret.count == 0)
        #expect(secret.withBytes { $0.isEmpty })
    }

    @Test func `moving bytes into a secret leaves none behind`() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = SecretBytes(moving: &bytes)
        #expect(bytes.isEmpty)
        #expect(secret.withBytes { Array($0) } == [1, 2, 3])
    }

    @Test func `random secrets differ`() {
        let one = SecretBytes.random(count: 32)
        let other = SecretBytes.random(count: 32)
        #expect(one.withBytes { Array($0) } != other.withBytes { Array($0) })
    }
}
