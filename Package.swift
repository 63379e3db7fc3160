// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// One list of settings for every Swift target: the language mode and the checks are the same everywhere.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func system(_ name: String, pkgConfig: String, debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], linking libraries: [LinkerSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict, linkerSettings: libraries)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "writ",
    products: [
        .executable(name: "writ", targets: ["writ"]),
        .executable(name: "writ-sim", targets: ["writ-sim"]),
        .executable(name: "writ-bench", targets: ["writ-bench"]),
    ],
    targets: [
        // System libraries: a module map and a shim each, imported by one module only.
        system("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
        system("CCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        system("COpenSSL", pkgConfig: "libcrypto", debian: "libssl-dev"),
        system("CJose", pkgConfig: "jose", debian: "libjose-dev"),
        system("CSodium", pkgConfig: "libsodium", debian: "libsodium-dev"),
        system("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
        .target(name: "CPlatform"),

        // Values.
        // WHY: unoptimised code for doubles calls `floor` and `trunc`, and nothing else here imports Glibc.
        module("CanonicalJSON", linking: [.linkedLibrary("m")]),
        module("MissionKernel"),
        module("Crypto", ["COpenSSL", "CJose", "CSodium", "MissionKernel"]),
        module("MissionWire", ["CanonicalJSON", "MissionKernel", "Crypto"]),

        // The ledger and its engines.
        module("Ledger", ["CanonicalJSON", "MissionKernel", "MissionWire", "Crypto"]),
        module("LedgerSQLite", ["CSQLite", "Ledger", "MissionKernel", "Platform"]),

        // What talks to the machine.
        module("Platform", ["CPlatform"]),
        module("HTTPServer", ["CMicroHTTPD", "Platform"]),
        module("HTTPClient", ["CCurl", "Platform"]),

        // The service, its wire and its clients. The server never imports the client.
        module(
            "MissionAuthority",
            ["CanonicalJSON", "MissionKernel", "MissionWire", "Ledger", "Crypto", "Platform"]),
        module(
            "AuthorityAPI",
            [
                "CanonicalJSON", "Crypto", "HTTPServer", "Ledger", "MissionAuthority", "MissionKernel", "MissionWire",
                "Platform",
            ]),
        module(
            "AuthorityClient",
            ["CanonicalJSON", "MissionKernel", "MissionWire", "Crypto", "HTTPClient", "Platform"]),
        module(
            "AuthorityHost",
            [
                "AuthorityAPI", "CanonicalJSON", "Crypto", "HTTPServer", "Ledger", "LedgerSQLite", "MissionAuthority",
                "MissionKernel", "MissionWire", "Platform",
            ]),
        module("MissionFile", ["CYAML", "CanonicalJSON", "MissionKernel", "MissionWire"]),
        module(
            "Runner",
            [
                "AuthorityClient", "CanonicalJSON", "Crypto", "HTTPClient", "MissionFile", "MissionKernel",
                "MissionWire", "Platform",
            ]),
        module(
            "WritCommands",
            [
                "AuthorityClient", "AuthorityHost", "CanonicalJSON", "Crypto", "Ledger", "LedgerSQLite", "MissionFile",
                "MissionKernel", "MissionWire", "Platform", "Runner",
            ]),

        // The seeded world, the simulator that lives in it, and the thin mains.
        module("WritTesting", ["CanonicalJSON", "MissionKernel", "MissionWire", "Ledger", "Crypto", "Platform"]),
        module(
            "Simulation",
            [
                "AuthorityClient", "CanonicalJSON", "Crypto", "Ledger", "MissionAuthority", "MissionKernel",
                "MissionWire", "Platform", "WritTesting",
            ]),
        program("writ", ["WritCommands"]),
        program("writ-sim", ["Simulation"]),
        module(
            "Bench",
            [
                "AuthorityHost", "CanonicalJSON", "Crypto", "HTTPServer", "Ledger", "LedgerSQLite", "MissionAuthority",
                "MissionKernel", "MissionWire", "Platform", "WritTesting",
            ]),
        program("writ-bench", ["Bench"]),

        // Tests.
        tests("CanonicalJSONTests", ["CanonicalJSON", "WritTesting"]),
        tests("MissionKernelTests", ["MissionKernel", "MissionWire", "CanonicalJSON", "Crypto", "WritTesting"]),
        tests("CryptoTests", ["Crypto", "MissionKernel"]),
        tests("MissionWireTests", ["MissionWire", "MissionKernel", "CanonicalJSON", "Crypto", "WritTesting"]),
        tests("LedgerTests", ["Ledger", "MissionKernel", "MissionWire", "CanonicalJSON", "Crypto", "WritTesting"]),
        tests(
            "StoreConformanceTests",
            ["CanonicalJSON", "Crypto", "Ledger", "LedgerSQLite", "MissionKernel", "WritTesting", "ledger-writer"]),
        .executableTarget(
            name: "ledger-writer", dependencies: ["Ledger", "LedgerSQLite", "WritTesting"],
            path: "Tests/Support/ledger-writer", swiftSettings: strict),
        tests(
            "MissionAuthorityTests",
            ["MissionAuthority", "CanonicalJSON", "Crypto", "Ledger", "MissionKernel", "Platform", "WritTesting"]),
        tests("AuthorityHostTests", ["AuthorityHost", "Ledger", "LedgerSQLite", "MissionKernel", "Platform"]),
        tests("PlatformTests", ["Platform", "WritTesting", "platform-probe"]),
        .executableTarget(
            name: "platform-probe", dependencies: ["Platform"], path: "Tests/Support/platform-probe",
            swiftSettings: strict),
        tests("HTTPServerTests", ["HTTPServer", "HTTPClient", "Platform"]),
        tests(
            "AuthorityAPITests",
            [
                "AuthorityAPI", "CanonicalJSON", "Crypto", "HTTPClient", "HTTPServer", "Ledger", "LedgerSQLite",
                "MissionAuthority", "MissionKernel", "MissionWire", "Platform", "WritTesting",
            ]),
        tests("MissionFileTests", ["MissionFile", "CanonicalJSON", "MissionKernel", "MissionWire", "Platform"]),
        tests(
            "ConformanceTests",
            [
                "AuthorityAPI", "CanonicalJSON", "Crypto", "HTTPClient", "HTTPServer", "Ledger", "MissionAuthority",
                "MissionKernel", "MissionWire", "Platform", "WritTesting",
            ]),
        tests(
            "WritCommandsTests",
            [
                "WritCommands", "AuthorityClient", "CanonicalJSON", "Crypto", "Ledger", "MissionFile", "MissionKernel",
                "Platform", "ScriptedAuthority", "WritTesting",
            ]),
        tests(
            "AuthorityClientTests",
            ["AuthorityClient", "CanonicalJSON", "MissionKernel", "Platform", "ScriptedAuthority", "WritTesting"]),
        tests(
            "RunnerTests",
            [
                "AuthorityClient", "MissionFile", "MissionKernel", "Platform", "Runner", "ScriptedAuthority",
                "WritTesting",
                "supervisor-probe",
            ]),
        .executableTarget(
            name: "supervisor-probe", dependencies: ["AuthorityClient", "MissionKernel", "Platform", "Runner"],
            path: "Tests/Support/supervisor-probe", swiftSettings: strict),
        .target(
            name: "ScriptedAuthority", dependencies: ["HTTPServer", "Platform"],
            path: "Tests/Support/scripted-authority", swiftSettings: strict),
        tests("SimulationTests", ["Simulation"]),
        tests("BenchTests", ["Bench", "CanonicalJSON", "MissionKernel", "WritTesting"]),
        .executableTarget(
            name: "oracle-answers",
            dependencies: ["CanonicalJSON", "Crypto", "Ledger", "MissionKernel", "MissionWire", "WritTesting"],
            path: "Tests/Support/oracle-answers", swiftSettings: strict),
        tests("TidyTests", ["Platform"]),
    ],
    swiftLanguageModes: [.v6]
)
