// SPDX-License-Identifier: Apache-2.0

import Testing

/// Where the compiler is told to trust us, a comment says why it may.
struct SafetyTests {
    @Test func `what the compiler does not check is explained`() throws {
        expectNone(unexplained(in: try .checkout()))
    }

    @Test func `what is not explained is found`() {
        let source = """
            final class A: @unchecked Sendable {

                let a: UnsafeMutableRawPointer

                nonisolated(unsafe) var b = 1
                static let c: OpaquePointer? = nil

                private let d = unsafeBitCast(1, to: Double.self)
                func f() { let g: UnsafeRawPointer = h }
                func i(_ j: UnsafeRawPointer) { Unmanaged.passRetained(k) }
            }
            """
        expect(
            unexplained(in: Repository(["Sources/A/A.swift": source])),
            at: [1, 3, 5, 6, 8, 10].map { "Sources/A/A.swift:\($0)" })
    }

    @Test func `a comment above, or on the same line, explains`() {
        let source = """
            /// A's parts are constant.
            final class A: @unchecked Sendable {
                let a: UnsafeMutableRawPointer

                // SAFETY: set once, before any thread starts.
                nonisolated(unsafe) var b = 1
                static let c: OpaquePointer? = nil  // SAFETY: it is nil

                let d: (UnsafeRawPointer) -> Void

                var e: UnsafeRawPointer { UnsafeRawPointer(a) }
            }
            """
        expect(unexplained(in: Repository(["Sources/A/A.swift": source])), at: [])
    }

    @Test func `no magnitude is taken that an integer may not have`() throws {
        expectNone(magnitudes(in: try .checkout()))
    }

    @Test func `a magnitude that traps is found`() {
        let source = """
            let a = abs(b)
            let c = b.magnitude
            """
        expect(magnitudes(in: Repository(["Sources/A/A.swift": source])), at: ["Sources/A/A.swift:1"])
    }

    private func magnitudes(in repository: Repository) -> [Breach] {
        repository.swift.filter(\.isSource).flatMap { file in
            (file.words["abs"] ?? []).map {
                file.breach(at: $0, "`abs` traps at the least integer: compare `magnitude`")
            }
        }
    }

    private static let remedy =
        "say with `// SAFETY:` above it who guarantees that this is safe"

    private func unexplained(in repository: Repository) -> [Breach] {
        repository.swift.filter { $0.isSource || $0.isTest }.flatMap { file in
            (exemptions(in: file) + storedPointers(in: file))
                .filter { !file.isExplained(line: file.file.line(of: $0)) }
                .map { file.breach(at: $0, Self.remedy) }
        }
    }

    /// Words that switch a check off.
    private func exemptions(in file: SwiftFile) -> [Int] {
        let words = [
            "unsafe", "unsafeBitCast", "unsafeDowncast", "unsafelyUnwrapped", "assumingMemoryBound", "bindMemory",
            "passRetained", "takeRetainedValue",
        ]
        let unchecked = (file.words["unchecked"] ?? []).filter { file.before($0) == UInt8(ascii: "@") }
        return words.flatMap { file.words[$0] ?? [] } + unchecked
    }

    /// Pointers that live as long as a value: those of a call end with it.
    private func storedPointers(in file: SwiftFile) -> [Int] {
        let pointers = file.words.filter { $0.key == "OpaquePointer" || $0.key.hasPrefix("Unsafe") }.flatMap(\.value)
        guard !pointers.isEmpty else { return [] }
        let braces = Braces(file)
        return pointers.filter { offset in
            let line = file.code(ofLine: file.file.line(of: offset))
            // What a function takes or gives, and what a computed value is made of, is not kept.
            guard !line.contains("->"), !line.contains(" { ") else { return false }
            let words = line.split { !SwiftFile.isWord($0.utf8.first ?? 0) }
            let head = words.prefix { !$0.hasPrefix("Unsafe") && $0 != "OpaquePointer" }
            let declares = head.contains("let") || head.contains("var")
            return declares && !head.contains("func") && braces.around(offset)?.owner == .type
        }
    }
}
