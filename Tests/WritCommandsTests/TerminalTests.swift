// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel
import Synchronization
import Testing

@testable import WritCommands

/// Streams that keep what is written to them.
private final class Page: Sendable {
    private let texts = Mutex<[Terminal.Stream: [UInt8]]>([:])

    func terminal(_ facts: Terminal.Facts = .init()) -> Terminal {
        Terminal(facts) { stream, bytes in self.texts.withLock { $0[stream, default: []] += bytes } }
    }

    subscript(_ stream: Terminal.Stream) -> String {
        String(decoding: texts.withLock { $0[stream] ?? [] }, as: UTF8.self)
    }
}

extension Terminal.Facts {
    fileprivate static func terminal(columns: Int = 80, environment: [String: String] = [:]) -> Terminal.Facts {
        var facts = Terminal.Facts(environment: environment)
        facts.outputIsTerminal = true
        facts.errorsAreTerminal = true
        facts.columns = columns
        return facts
    }
}

struct `Styled text` {
    @Test func `cannot act on a terminal`() {
        let text = StyledText("\u{1B}[31mred\u{7}\n", .good) + StyledText("\u{202E}x")
        #expect(text.rendered(inColor: false) == "\\u{1B}[31mred\\u{7}\\n\\u{202E}x")
        #expect(text.rendered(inColor: true) == "\u{1B}[32m\\u{1B}[31mred\\u{7}\\n\u{1B}[0m\\u{202E}x")
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("Zürich", 6), ("日本", 4), ("e\u{301}", 1), ("한글", 4), ("👍🏽", 2), ("ｆｕｌｌ", 8), ("·–…", 3),
        ("🇨🇭", 2),
        ("נ\u{5B0}", 1), ("①", 1),
    ])
    func `knows its columns`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("", 0, ""),
    ])
    func `is cut between characters`(text: String, width: Int, cut: String) {
        let result = StyledText(text).truncated(to: width)
        #expect(result.plain == cut)
        #expect(result.width <= width)
    }

    @Test func `keeps its styles where it is cut`() {
        let text = (StyledText("ab", .good) + StyledText("cd", .bad) + StyledText("ef")).truncated(to: 4)
        #expect(text.rendered(inColor: true) == "\u{1B}[32mab\u{1B}[0m\u{1B}[31mc\u{1B}[0m…")
    }

    @Test func `wraps at spaces, and tears no word`() {
        let text = StyledText("  one two ", .good) + StyledText("three") + StyledText("four five") + StyledText("  six")
        #expect(text.wrapped(to: 12, hanging: 4).map(\.plain) == ["  one two", "    threefour", "    five", "    six"])
        #expect(StyledText("https://a.example/long b").wrapped(to: 6).map(\.plain) == ["https://a.example/long", "b"])
        #expect(StyledText("").wrapped(to: 5).map(\.plain) == [""])
    }
}

struct `A table` {
    private var table: Table {
        var table = Table([.init("id"), .init("state"), .init("goal", shrinks: true), .init("spent", isTrailing: true)])
        table.add(["msn_1", StyledText("active", .good), "Implement passkey login for all customers", "3.20"])
        table.add(["msn_22", "suspended", "日本語のレポート", "12.00"])
        return table
    }

    @Test func `is aligned and whole in a pipe`() {
        #expect(
            table.lines(width: nil).map(\.plain) == [
                "id      state      goal                                       spent",
                "msn_1   active     Implement passkey login for all customers   3.20",
                "msn_22  suspended  日本語のレポート                           12.00",
            ])
    }

    @Test func `cuts prose to fit, and nothing else`() {
        let lines = table.lines(width: 40)
        #expect(
            lines.map(\.plain) == [
                "id      state      goal            spent", "msn_1   active     Implement pas…   3.20",
                "msn_22  suspended  日本語のレポ…   12.00",
            ])
        #expect(lines.allSatisfy { $0.width <= 40 })
        #expect(table.lines(width: 10).map(\.plain)[1] == "msn_1   active     Impleme…   3.20")
    }

    @Test func `without rows has only its titles`() {
        let empty = Table([.init("a"), .init("b")])
        #expect(empty.isEmpty)
        #expect(empty.lines(width: 80).map(\.plain) == ["a  b"])
        #expect(Table([]).lines(width: 5).map(\.plain) == [""])
    }

    @Test func `has a sibling for names and values`() {
        var block = Block()
        block.add("mission", "msn_1")
        block.add("owner", nil)
        block.add("goal", "Implement passkey login")
        #expect(block.lines(width: nil).map(\.plain) == ["mission  msn_1", "goal     Implement passkey login"])
        #expect(
            block.lines(width: 20).map(\.plain) == [
                "mission  msn_1", "goal     Implement", "         passkey", "         login",
            ])
        #expect(Block().lines(width: 20).isEmpty)
    }
}

struct `The terminal` {
    @Test(
        arguments: [
            (false, [:], false), (true, [:], true), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
            (false, ["CLICOLOR_FORCE": "1"], true), (false, ["CLICOLOR_FORCE": "0"], false),
            (false, ["CLICOLOR_FORCE": ""], false),
            (true, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false), (true, ["TERM": "dumb"], false),
            (true, ["TERM": "xterm"], true),
        ] as [(Bool, [String: String], Bool)])
    func `shows colours only where they are wanted`(isTerminal: Bool, environment: [String: String], hasColor: Bool) {
        let page = Page()
        var facts = Terminal.Facts(environment: environment)
        facts.outputIsTerminal = isTerminal
        page.terminal(facts).print(StyledText("x", .good))
        #expect(page[.output] == (hasColor ? "\u{1B}[32mx\u{1B}[0m\n" : "x\n"))
    }

    @Test func `reports errors with hints on the error stream`() {
        let page = Page()
        page.terminal().fail("no mission is called `x\u{1B}`", hints: ["see `writ mission list`"])
        page.terminal().fail(UsageError("bad", hints: ["a", "b"]))
        #expect(page[.output].isEmpty)
        #expect(
            page[.errors] == """
                error: no mission is called `x\\u{1B}`
                hint: see `writ mission list`
                error: bad
                hint: a
                hint: b

                """)
    }

    @Test func `places the fault of a mission file`() throws {
        let page = Page()
        let context = MissionOrder.Context(now: Instant(milliseconds: 0), issuer: "i", directory: "/")
        let error = try #require(throws: MissionFileError.self) {
            _ = try MissionOrder(reading: Array("mission: x\nutnil: 3 days".utf8), in: context)
        }
        let failure = CommandFailure(MissionFileFailure(file: "login.yaml", error: error))
        page.terminal().fail(failure.problem, hints: failure.hints)
        #expect(
            page[.errors]
                == "error: login.yaml: line 2, column 1: `utnil` is not a key that is known here\n"
                + "hint: did you mean `until`?\n")
    }

    @Test func `answers in JSON when asked to, in its one form`() {
        let page = Page()
        var facts = Terminal.Facts.terminal()
        page.terminal(facts).answer(["b": 1, "a": "ü"]) { page.terminal(facts).print("text") }
        #expect(page[.output] == "text\n")
        facts.wantsJSON = true
        page.terminal(facts).answer(["b": 1, "a": "ü"]) { Issue.record("text was written") }
        #expect(page[.output] == "text\n{\"a\":\"ü\",\"b\":1}\n")
    }

    @Test func `fits what it prints to its width, and pipes it whole`() {
        var block = Block()
        block.add("goal", "Implement passkey login for customers")
        let narrow = Page()
        narrow.terminal(.terminal(columns: 3, environment: ["NO_COLOR": "1"])).print(block)
        #expect(narrow[.output] == "goal  Implement\n      passkey login\n      for customers\n")
        let pipe = Page()
        pipe.terminal().print(block)
        #expect(pipe[.output] == "goal  Implement passkey login for customers\n")
    }

    @Test func `prints the summary of a mission`() throws {
        let context = MissionOrder.Context(now: Instant(milliseconds: 0), issuer: "i", directory: "/srv")
        let text = "mission: Fix it\nagent: a\nuntil: 1 h\nmay: [{ git: shop, do: read }]"
        let order = try MissionOrder(reading: Array(text.utf8), in: context)
        let summary = try MissionSummary(of: .init(order, issuer: "i"), at: context.now)
        let page = Page()
        page.terminal(.terminal(columns: 40)).print(summary)
        #expect(page[.output].hasPrefix("\u{1B}[1mFix it\u{1B}[0m\n\n\u{1B}[1mWho\u{1B}[0m\n"))
        #expect(page[.output].contains("\n    \u{1B}[32mread everything in and below it\u{1B}[0m\n"))
        let pipe = Page()
        pipe.terminal().print(summary)
        #expect(
            pipe[.output].contains(
                "\n\nMay\n  in the repository `/srv/shop`:\n    read everything in and below it\n\nMay not\n"))
    }
}

struct `A progress line` {
    @Test func `is rewritten on a terminal, with milestones above it`() {
        let page = Page()
        var progress = ProgressLine(on: page.terminal(.terminal(columns: 21)))
        progress.update("working")
        progress.update("working")
        progress.milestone("one is done")
        progress.update("a line that is far too long")
        progress.finish()
        let erase = "\r\u{1B}[K"
        #expect(
            page[.errors] == "\(erase)working\(erase)one is done\nworking\(erase)a line that is far …\(erase)")
        #expect(page[.output].isEmpty)
    }

    @Test(arguments: [false, true])
    func `is only its milestones in a pipe and on a terminal that cannot rewrite`(isDumb: Bool) {
        let page = Page()
        var progress = ProgressLine(
            on: page.terminal(isDumb ? .terminal(environment: ["TERM": "dumb"]) : Terminal.Facts()))
        progress.update("working")
        progress.milestone("one is done")
        progress.finish()
        #expect(page[.errors] == "one is done\n")
    }

    @Test func `that never showed anything leaves nothing to erase`() {
        let page = Page()
        ProgressLine(on: page.terminal(.terminal())).finish()
        #expect(page[.errors].isEmpty)
    }
}
