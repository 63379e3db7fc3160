// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WritTesting

@testable import Platform

@Suite struct ProcessStatTests {
    private let rest = "S 7 42 43 34816 42 4194304 1 0 0 0 0 0 0 0 20 0 1 0 123456 8192 100"

    private func parse(_ text: String) -> ProcessStat? { ProcessStat(parsing: Array(text.utf8)) }

    @Test(arguments: [
        "", " ", "42", "42 (", "42 )(", "42 (sh)", "42 (sh) S", "x (sh) S 7 42 43", "42 (sh) S x 42 43",
        "99999999999 (sh) S 7 42 43 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1",
        "42 (sh) S 7 42 43 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -1",
    ])
    func `what the kernel does not write is not a line`(text: String) {
        #expect(parse(text) == nil)
    }

    @Test(arguments: ["sh", "a b", ") S 1 1 1 (", "((", "))", "\n42 (x) R 1", ""])
    func `a name may contain anything`(name: String) throws {
        let stat = try #require(parse("42 (\(name)) \(rest)\n"))
        #expect(stat.name == name)
        #expect(stat.pid.rawValue == 42)
        #expect(stat.parent?.rawValue == 7)
        #expect(stat.group?.rawValue == 42)
        #expect(stat.session?.rawValue == 43)
        #expect(stat.startTimeTicks == 123_456)
        #expect(!stat.isZombie)
    }

    @Test func `a process without a parent has none`() throws {
        let stat = try #require(parse("1 (init) Z 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1"))
        #expect(stat.parent == nil && stat.group == nil && stat.session == nil)
        #expect(stat.isZombie)
    }
}

@Suite struct ProcessStatusTests {
    private func parse(_ text: String) -> ProcessStatus? { ProcessStatus(parsing: Array(text.utf8)) }

    @Test(arguments: [
        "", "Uid:\t1\t2\t3\t4\n", "NoNewPrivs:\t1\n", "Uid:\t1\t2\t3\nNoNewPrivs:\t1\n",
        "Uid:\t-1\t2\t3\t4\nNoNewPrivs:\t0",
    ])
    func `what the kernel does not write has no facts`(text: String) {
        #expect(parse(text) == nil)
    }

    @Test func `a kernel that does not count filters is told from one that counts none`() {
        #expect(parse("Uid:\t1\t2\t3\t4\nNoNewPrivs:\t0\n")?.seccompFilterCount == nil)
        #expect(parse("Uid:\t1\t2\t3\t4\nNoNewPrivs:\t0\nSeccomp_filters:\t0\n")?.seccompFilterCount == 0)
    }

    @Test func `users, privileges and filters are read`() throws {
        let status = try #require(
            parse("Name:\tx\nUid:\t1000\t0\t3\t4\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t3\n"))
        #expect(status.realUser == UserID(rawValue: 1_000))
        #expect(status.effectiveUser == UserID(rawValue: 0))
        #expect(status.forbidsNewPrivileges)
        #expect(status.seccompFilterCount == 3)
    }
}

@Suite(.timeLimit(.minutes(2))) struct ProcessFactsTests {
    /// The number of a process that has ended and been cleared away.
    private func goneProcess() throws -> ProcessID {
        try pid(try output(of: script("(true & echo $!; wait)")).split(separator: "\n").first.map(String.init))
    }

    @Test func `a process that is gone has no facts, no handle and no ancestors`() throws {
        let gone = try goneProcess()
        #expect(try ProcessFacts.read(gone) == nil)
        #expect(try ProcessHandle(gone) == nil)
        #expect(try ProcessTable.descendants(of: gone).isEmpty)
        let error = #expect(throws: SystemError.self) { try ProcessFacts.ancestors(of: gone) }
        #expect(error?.code == ESRCH)
    }

    @Test func `zero and below are no process ids`() {
        #expect(ProcessID(rawValue: 0) == nil)
        #expect(ProcessID(rawValue: -1) == nil)
    }

    @Test func `an entry that is held open never tells of another process`() throws {
        let child = try ChildProcess.spawn(command("sleep", "1000"))
        guard let entry = try ProcessEntry(child.pid) else { throw SystemError("open process", code: ESRCH) }
        #expect(try entry.stat()?.name == "sleep")
        try child.send(.kill)
        #expect(try child.wait() == .signalled(.kill))
        #expect(try entry.stat()?.isZombie == true)
        var status: Int32 = 0
        #expect(waitpid(child.pid.rawValue, &status, 0) == child.pid.rawValue)
        #expect(try entry.stat() == nil)
        #expect(try entry.status() == nil)
    }

    @Test func `a name chosen to confuse is read as it is`() throws {
        try Files.withTemporaryDirectory { directory in
            let program = directory + "/) R 1 (x"
            #expect(symlink("/bin/sleep", program) == 0)
            let child = try ChildProcess.spawn(ChildCommand(program, ["1000"], environment: [:]))
            let facts = try #require(try ProcessFacts.read(child.pid))
            #expect(facts.name == ") R 1 (x")
            #expect(facts.parent == .current)
            #expect(child.terminateGroup(grace: patience) == .acknowledged)
        }
    }

    @Test func `a process knows itself`() throws {
        let facts = try #require(try ProcessFacts.read(.current))
        #expect(facts.pid == .current)
        #expect(facts.parent?.rawValue == getppid())
        #expect(facts.group?.rawValue == getpgrp())
        #expect(facts.session?.rawValue == getsid(0))
        #expect(facts.realUser.rawValue == getuid())
        #expect(facts.effectiveUser == .current)
        #expect(facts.startTimeTicks > 0)
        #expect(facts.seccompFilterCount != nil)
    }

    @Test func `ancestors lead from a grandchild through this process to the first`() throws {
        let child = try ChildProcess.spawn(script("sleep 1000 & echo $!; wait"))
        var output = try lines(of: child)
        let grandchild = try pid(try output.next())
        let chain = try ProcessFacts.ancestors(of: grandchild)
        #expect(chain.prefix(2).map(\.pid) == [child.pid, .current])
        #expect(chain.last?.parent == nil)
        #expect(try ProcessTable.descendants(of: .current).contains(grandchild))
        #expect(try ProcessTable.descendants(of: child.pid) == [grandchild])
        #expect(child.terminateGroup(grace: patience) == .acknowledged)
    }

    @Test func `a process is found by what its environment held as it started, with all below it`() throws {
        let value = "\(Entropy.hexadecimal(byteCount: 16))"
        var marked = script("env -i sleep 1000 & echo $!; wait")
        marked.environment["WRIT_PROBE"] = value
        var other = script("sleep 1000 & echo $!; wait")
        other.environment["WRIT_PROBE"] = value + "x"
        let (child, stranger) = (try ChildProcess.spawn(marked), try ChildProcess.spawn(other))
        var output = try lines(of: child)
        var strange = try lines(of: stranger)
        let below = try pid(try output.next())
        _ = try strange.next()
        #expect(try Set(ProcessTable.processes(startedWith: "WRIT_PROBE", value)) == [child.pid, below])
        #expect(try ProcessTable.processes(startedWith: "WRIT_PROBE", "").isEmpty)
        for each in [child, stranger] { #expect(each.terminateGroup(grace: patience) == .acknowledged) }
    }

    @Test func `a handle on a process that is no child tells its end`() throws {
        let child = try ChildProcess.spawn(script("sleep 1000 & echo $!; wait"))
        var output = try lines(of: child)
        let handle = try handle(on: try pid(try output.next()))
        #expect(try !handle.hasEnded())
        #expect(try handle.send(.kill))
        #expect(try handle.waitForEnd(deadline: .after(patience)))
        #expect(try child.wait(deadline: .after(patience)) == .exited(0))
        #expect(try !handle.send(.kill))
    }
}
