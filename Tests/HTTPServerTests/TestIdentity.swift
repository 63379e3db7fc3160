// SPDX-License-Identifier: Apache-2.0

import HTTPServer

/// Identities for tests, valid until 2120.
///
/// Their keys are published here and protect nothing.
enum TestIdentity {
    /// For `localhost` and 127.0.0.1.
    static let localhost = identity(
        """
        -----BEGIN CERTIFICATE-----
        MIIBZjCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
        c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
        CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMll+XT1WSGTVBev
        zCARAJs7c2mQlD9o46JxDUJoFB8LHODGTQ8Ijwpntqb1tm+tPGBXwaNeBkvOWXo/
        GpxEGRijTjBMMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAPBgNVHRMBAf8E
        BTADAQH/MB0GA1UdDgQWBBQU+nZ3HjcoC3wKHd9dmMc5ISEabTAKBggqhkjOPQQD
        AgNHADBEAiBTxShZ0dSyNrBtAPsDHZ5EgNR7TfQUL2XDxdmTf6bv8wIgNaoqbhYN
        KrVCnbSUTYqYRZQdn8rypr4hP9L7R0Oa8Po=
        -----END CERTIFICATE-----
        """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5Juab+cIF6f7671n
            diJ+mbRGhn5ph8xUg6ywsfZ9XAWhRANCAATJZfl09Vkhk1QXr8wgEQCbO3NpkJQ/
            aOOicQ1CaBQfCxzgxk0PCI8KZ7am9bZvrTxgV8GjXgZLzll6PxqcRBkY
            -----END PRIVATE KEY-----
            """)

    /// For a host named `elsewhere`.
    static let elsewhere = identity(
        """
        -----BEGIN CERTIFICATE-----
        MIIBYTCCAQegAwIBAgIBAjAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAllbHNld2hl
        cmUwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
        CWVsc2V3aGVyZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCySX7ADeoQ3jll8
        LLSDpkM8HDh59K8YlwBhoxdBBeRNcSmX2Yt0mf8geNa0MNjXT8ZeeB/2Ko0RUuqi
        3j+PAYqjSDBGMBQGA1UdEQQNMAuCCWVsc2V3aGVyZTAPBgNVHRMBAf8EBTADAQH/
        MB0GA1UdDgQWBBQP4iIwU+oRpcvK+B0sth/gphWz1DAKBggqhkjOPQQDAgNIADBF
        AiAiITaEGEEZPaHlKbbwGThToOao0WwTx2Yw/io6YMXtewIhAMYAzqr2xbEC1630
        9vKeoxCoc/JQxcMPs6WeeffZjCEp
        -----END CERTIFICATE-----
        """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQginl4dCcBYCw8OGAA
            tZxS+aTqTkGQy/tOI+0rTf5pZcWhRANCAAQskl+wA3qEN45ZfCy0g6ZDPBw4efSv
            GJcAYaMXQQXkTXEpl9mLdJn/IHjWtDDY10/GXngf9iqNEVLqot4/jwGK
            -----END PRIVATE KEY-----
            """)

    private static func identity(_ certificate: String, key: String) -> TLSIdentity {
        TLSIdentity(certificateChain: Array(certificate.utf8), privateKey: Array(key.utf8))
    }
}

extension TLSIdentity {
    /// The certificate, which as its own issuer is what a client has to trust.
    var certificate: String { String(decoding: certificateChain, as: UTF8.self) }
}
