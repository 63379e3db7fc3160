// SPDX-License-Identifier: Apache-2.0

import Testing

/// What the code must not say.
struct CodeTests {
    @Test func `nothing is public, for programs are what we sell`() throws {
        expectNone(breaches(of: [Self.public], in: try .checkout(), where: \.isSource))
    }

    @Test func `nothing in Sources traps where it could refuse`() throws {
        expectNone(breaches(of: Self.traps, in: try .checkout(), where: \.isSource))
    }

    @Test func `only the programs print`() throws {
        expectNone(breaches(of: Self.prints, in: try .checkout()) { $0.isSource && !isProgram($0) })
    }

    @Test func `only Platform and the programs read a clock, the environment or a random source`() throws {
        expectNone(breaches(of: Self.worlds, in: try .checkout()) { $0.isSource && !isWorldly($0) })
    }

    @Test func `nothing below the programs is async`() throws {
        expectNone(breaches(of: Self.asyncs, in: try .checkout()) { $0.isSource && !isProgram($0) })
    }

    @Test func `no test sleeps`() throws {
        expectNone(breaches(of: Self.sleeps, in: try .checkout(), where: \.isTest))
    }

    @Test func `what is forbidden is found where it stands as code`() {
        let source = """
            public let a = 1
            let b = try! f(), c = d as! Int
            fatalError()
            print("x")
            let now = ContinuousClock.now
            let e = Int.random(in: 0..<3), f = list.shuffled()
            getenv("HOME")
            func g() async {}
            sleep(1)
            try await Task.sleep(for: .seconds(1))
            let h = SystemRandomNumberGenerator()
            """
        let repository = Repository(["Sources/Ledger/A.swift": source])
        func lines(_ words: [BannedWord]) -> [Int] { breaches(of: words, in: repository) { _ in true }.map(\.line) }
        #expect(lines([Self.public]) == [1])
        #expect(lines(Self.traps).sorted() == [2, 2, 3])
        #expect(lines(Self.prints) == [4])
        #expect(lines(Self.worlds).sorted() == [5, 6, 6, 7, 11])
        #expect(lines(Self.asyncs).sorted() == [8, 10])
        #expect(lines(Self.sleeps).sorted() == [9, 10])
    }

    @Test func `what only looks like it is passed over`() {
        let source = """
            // public, fatalError(), try! and print() in a comment
            let a = "fatalError() \\(b) sleep(1)"
            let c = #"print("x") \\(now)"#
            terminal.print("x")
            func print(_ text: String) {}
            let d = Int.random(in: f(0)..<3, using: &generator), e = list.shuffled(using: &generator)
            let m = SecretBytes.random(count: 3)
            func `a test does not sleep(1) or print("x")`() {}
            let f = try? g(), h = i as? Int, j = k != l
            """
        let repository = Repository(["Sources/Ledger/A.swift": source])
        let words = [Self.public] + Self.traps + Self.prints + Self.worlds + Self.asyncs + Self.sleeps
        expect(breaches(of: words, in: repository) { _ in true }, at: [])
    }

    @Test func `what a text interpolates is code`() {
        let repository = Repository(["Sources/Ledger/A.swift": #"let a = "now: \(f("(", getenv("x"))) print()""#])
        #expect(breaches(of: Self.worlds + Self.prints, in: repository) { _ in true }.count == 1)
    }

    private static let `public` = BannedWord("public", .any, "use `package` for what another module needs")

    private static let traps = [
        BannedWord("try", .before("!"), "handle the error, or say with `precondition` why there is none"),
        BannedWord("as", .before("!"), "use `as?` and refuse what is something else"),
        BannedWord(
            "fatalError", .any, "refuse with a typed error; a broken invariant is a `precondition` with the state"),
    ]

    private static let prints = BannedWord.all(
        ["print", "debugPrint", "dump"], .call, "return text, or use `Log`; only programs write to a terminal")

    private static let worlds =
        BannedWord.all(
            [
                "clock_gettime", "gettimeofday", "localtime", "localtime_r", "ContinuousClock", "SuspendingClock",
                "DispatchTime",
            ], .any, "take an instant from the caller; `Platform` has the clock")
        + BannedWord.all(["time"], .before("(nil)"), "take an instant from the caller; `Platform` has the clock")
        + BannedWord.all(
            ["getenv", "secure_getenv", "environ", "setenv", "unsetenv"],
            .any, "take the value from the caller; `Platform` has the environment")
        + BannedWord.all(
            ["SystemRandomNumberGenerator", "arc4random", "getrandom", "getentropy", "drand48", "rand", "random_r"],
            .any, "take ids and numbers from the caller; `Platform` has the random source")
        + BannedWord.all(
            ["random", "randomElement", "shuffled", "shuffle"], .unseeded, "hand a generator in with `using:`")

    private static let asyncs = BannedWord.all(
        ["async", "await"], .any, "block on a thread of your own; only programs are async")

    private static let sleeps =
        BannedWord.all(["sleep"], .before("("), "wait for the condition itself, with a deadline")
        + BannedWord.all(
            ["usleep", "nanosleep", "clock_nanosleep"], .any, "wait for the condition itself, with a deadline")

    /// The mains, and the commands that are the body of one.
    private func isProgram(_ file: SwiftFile) -> Bool {
        ["writ", "writ-sim", "writ-bench", "Bench", "WritCommands"].contains(file.module)
    }

    private func isWorldly(_ file: SwiftFile) -> Bool { isProgram(file) || file.module == "Platform" }

    private func breaches(
        of words: [BannedWord], in repository: Repository, where isMeant: (SwiftFile) -> Bool
    ) -> [Breach] {
        repository.swift.filter(isMeant).flatMap { file in words.flatMap { $0.breaches(in: file) } }
    }
}
