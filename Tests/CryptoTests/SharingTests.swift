// SPDX-License-Identifier: Apache-2.0

import Crypto
import Glibc
import Testing

/// What holds when threads share keys, and when work goes on for long.
@Suite struct SharingTests {
    @Test(.timeLimit(.minutes(1)))
    func `threads sign and verify with one key at the same time`() async throws {
        let key = try SigningKey.generate()
        let publicKey = try VerificationKey(publicJWK: key.publicJWK())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask { try signAndVerify(worker, key, publicKey) }
            }
            try await group.waitForAll()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `threads make and read keys at the same time`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<25 {
                        let key = try SigningKey.generate()
                        try takeAndRefuse(key, key.publicJWK())
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `ten thousand signatures, verified, refused and damaged, leave no memory behind`() async {
        await #expect(processExitsWith: .success) {
            let key = try SigningKey.generate()
            let publicKey = try VerificationKey(publicJWK: key.publicJWK())
            for worker in 0..<50 { try signAndVerify(worker, key, publicKey) }
            let before = residentBytes()
            for worker in 0..<500 { try signAndVerify(worker, key, publicKey) }
            let grown = residentBytes() - before
            precondition(before > 0 && grown < 1 << 20, "grown by \(grown) bytes over \(before)")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `ten thousand keys, taken and refused, leave no memory behind`() async {
        await #expect(processExitsWith: .success) {
            let key = try SigningKey.generate()
            let publicJWK = try key.publicJWK(keyID: "k")
            for _ in 0..<1_000 { try takeAndRefuse(key, publicJWK) }
            let before = residentBytes()
            for _ in 0..<10_000 { try takeAndRefuse(key, publicJWK) }
            let grown = residentBytes() - before
            precondition(before > 0 && grown < 1 << 20, "grown by \(grown) bytes over \(before)")
        }
    }
}

/// Twenty signatures, each verified, and refused once something in it is changed.
private func signAndVerify(_ worker: Int, _ key: SigningKey, _ publicKey: VerificationKey) throws {
    for round in 0..<20 {
        let payload = Array("worker \(worker) round \(round)".utf8)
        let compact = try key.sign(payload: payload, type: "test+jwt", keyID: key.thumbprint)
        let jws = try JWS.verify(compact, with: publicKey, bytesMax: 1000)
        guard jws.payload == payload else { throw JWSError.badSignature }
        let changed = Array(compact.dropLast(4) + Array("AAAA".utf8))
        guard (try? JWS.verify(changed, with: publicKey, bytesMax: 1000)) == nil else { throw JWSError.badSignature }
        guard (try? JWS.parse(Array(changed.dropFirst(3)), bytesMax: 1000)) == nil else { throw JWSError.notCompact }
    }
}

/// A public key read, another refused, and the pair exported both ways.
private func takeAndRefuse(_ key: SigningKey, _ publicJWK: [UInt8]) throws {
    guard try VerificationKey(publicJWK: publicJWK).thumbprint == key.thumbprint else { throw JWKError.inconsistent }
    let changed = String(decoding: publicJWK, as: UTF8.self).replacing("\"y\":\"", with: "\"y\":\"A")
    guard (try? VerificationKey(publicJWK: Array(changed.utf8))) == nil else { throw JWKError.inconsistent }
    _ = try key.publicJWK()
}

/// The memory of this process that is in use, from the second field of `/proc/self/statm`.
private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let fields = String(decoding: line.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
    return (fields.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
}
