// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import Testing

/// Proofs of five small entries, made by a program that shares no code with this one (Python: hashlib, cryptography).
@Suite struct GoldenProofTests {
    static let key = "example.com/ledger+93727de6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"

    static let proof = """
        c2sp.org/tlog-proof@v1
        index 1
        +UBwq/0toL9ykC6xOoCOeU+VTZ4nRcaCoVj27Q1KwDY=
        EmBS23eYJA5jpYSHo70DmnfWBaaiGPlHC1gu0eSQESE=
        Z8vzSda05Mr0MKlnUcpTIhRBTC+Mn3xWervD5S8t85E=

        example.com/ledger
        5
        h9UMXqS06cZqY1DcnPgMhWQabcLU6G++7tynUvpM20w=

        — example.com/ledger \
        k3J95tC4E1RqbPXS+7Y0JdrXK/e3j8RJrq9oCeoOG8oLnGZCZOS5hhax9H2ze63EljCEJKFvCF/pmjOeRkGFvzs/qQw=

        """

    static let receipt = #"""
        {"checkpoint":"example.com/ledger\n5\nh9UMXqS06cZqY1DcnPgMhWQabcLU6G++7tynUvpM20w=\n\n— example.com/ledger \#
        k3J95tC4E1RqbPXS+7Y0JdrXK/e3j8RJrq9oCeoOG8oLnGZCZOS5hhax9H2ze63EljCEJKFvCF/pmjOeRkGFvzs/qQw=\n",\#
        "entries":[{"entry":{"n":1},"index":1,"proof":["+UBwq/0toL9ykC6xOoCOeU+VTZ4nRcaCoVj27Q1KwDY=",\#
        "EmBS23eYJA5jpYSHo70DmnfWBaaiGPlHC1gu0eSQESE=","Z8vzSda05Mr0MKlnUcpTIhRBTC+Mn3xWervD5S8t85E="]},\#
        {"entry":{"n":4},"index":4,"proof":["vQBwrL3GeaJM9EYVhBSD+/zBiroArk2+KgxUrybL2fo="]}],\#
        "format":"writ-receipt@v1"}
        """#

    @Test func `proofs of another program verify with its key alone`() throws {
        let key = try VerifierKey(Self.key)
        let proof = try TlogProof(parsing: Array(Self.proof.utf8))
        #expect(try proof.verify(entry: Array(#"{"n":1}"#.utf8), by: key).size == 5)
        #expect(try Receipt(parsing: Array(Self.receipt.utf8)).verify(by: key).size == 5)
    }

    @Test func `the same entries and key give the same bytes`() throws {
        let seed = SecretBytes(copying: [UInt8](0..<32))
        let privateKey = Ed25519.PrivateKey(seed: seed)
        let signer = Signer("example.com/ledger", key: try #require(privateKey))
        let ledger = try SignedLedger((0..<5).map { Array("{\"n\":\($0)}".utf8) }, signer: signer)
        #expect(signer.verifier.text == Self.key)
        #expect(try String(decoding: ledger.proof(of: 1).bytes, as: UTF8.self) == Self.proof)
        #expect(try String(decoding: ledger.receipt(of: [1, 4]).bytes, as: UTF8.self) == Self.receipt)
    }
}
