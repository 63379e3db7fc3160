// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Runner

/// Given the words of a git command, they are taken apart as git does it, or not at all.
struct `The words of a git command` {
    private func words(_ text: String) throws -> GitWords {
        let invocation = try #require(try GitInvocation(["git"] + text.split(separator: " ").map(String.init)))
        switch invocation.subcommand {
        case "fetch": return try invocation.words(.fetch)
        case "clone": return try invocation.words(.clone)
        case "commit": return try invocation.words(.commit)
        case "tag": return try invocation.words(.tag)
        default: return try invocation.words(.push)
        }
    }

    @Test(
        arguments: [
            "fetch --upload-pack=x origin", "fetch --all", "fetch --dep 5", "fetch -xq", "clone -c a.b=c x",
            "clone --recurse-submodules x", "commit -amx -p", "commit --fixup x", "push --quiet=yes", "push -o x",
            "push --no-quiet", "push --end-of-options x", "tag --cleanup=x v1",
        ])
    func `with an option that is not in the table are refused`(text: String) {
        #expect(throws: GitError.self) { try words(text) }
    }

    @Test(arguments: ["--namespace=x push", "--exec-path push", "-x push", "--git-dir=x -q push"])
    func `with an unknown option of git itself are refused`(text: String) {
        #expect(throws: GitError.self) { try GitInvocation(["git"] + text.split(separator: " ").map(String.init)) }
    }

    @Test(
        arguments: [
            ("fetch --depth 5 origin", ["origin"]), ("fetch --depth=5 origin", ["origin"]),
            ("fetch -j2 a b", ["a", "b"]),
            ("fetch -qj 2 a", ["a"]), ("clone -b main URL folder", ["URL", "folder"]), ("clone URL -b main", ["URL"]),
            ("clone -bmain URL", ["URL"]), ("commit -am text file", ["file"]), ("commit -amtext file", ["file"]),
            ("commit -m -- file", ["file"]), ("commit -- -m file", ["-m", "file"]), ("tag -n5 v1", ["v1"]),
            ("tag -n 5", ["5"]), ("push -", ["-"]), ("push --force-with-lease=x y", ["y"]), ("fetch --depth", []),
        ] as [(String, [String])])
    func `have the operands that git takes`(text: String, operands: [String]) throws {
        #expect(try words(text).operands == operands)
    }

    @Test func `keep each option with its value`() throws {
        let words = try words("fetch -qj 2 --depth=5 --tags origin")
        #expect(words.options.map(\.name) == ["-q", "-j", "--depth", "--tags"])
        #expect(words.options.map(\.value) == [nil, "2", "5", nil])
        #expect(words.options.flatMap(\.words) == ["-q", "-j", "2", "--depth=5", "--tags"])
    }

    @Test func `begin after the options of git itself`() throws {
        let invocation = try #require(try GitInvocation(["/usr/bin/git", "-C", "a", "-c", "x=y", "push", "-C", "b"]))
        #expect(invocation.subcommand == "push" && invocation.arguments == ["-C", "b"])
        #expect(invocation.folder(from: "/w") == "/w/a")
        #expect(invocation.commandLine() == ["/usr/bin/git", "-C", "a", "-c", "x=y", "push", "-C", "b"])
    }

    @Test func `of another program are none`() throws {
        #expect(try GitInvocation(["gitk"]) == nil)
        #expect(try GitInvocation([]) == nil)
        #expect(try GitInvocation(["git", "--version"]) == nil)
    }
}

/// Given the values of a reference, a key names them both.
struct `The values of a reference` {
    private let a = String(repeating: "a", count: 40)
    private let b = String(repeating: "b", count: 40)

    @Test func `are told apart by where they begin`() {
        #expect(RefValues(old: nil, new: b).text == String(repeating: "0", count: 40) + "..\(b)")
        #expect(RefValues(old: a, new: b).text != RefValues(old: nil, new: b).text)
        #expect(RefValues(old: a, new: nil).text == "\(a).." + String(repeating: "0", count: 40))
    }

    @Test func `are recognized by where they end, at the same place`() {
        let values = RefValues(old: b, new: b)
        #expect(values.isEnd(of: "git.push u r \(a)..\(b)", at: "u r "))
        #expect(values.isEnd(of: "git.push u r \(a)..\(b) after prm_x", at: "u r "))
        #expect(!values.isEnd(of: "git.push u r \(b)..\(a)", at: "u r "))
        #expect(!values.isEnd(of: "git.push u s \(a)..\(b)", at: "u r "))
    }
}
