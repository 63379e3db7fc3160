// SPDX-License-Identifier: Apache-2.0

// A program for the tests of `Platform` to start: what it shows cannot be tried on the test process itself.

import Glibc
import Platform

let arguments = CommandLine.arguments

/// Writes one line to standard output, at once.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

do {
    switch arguments.dropFirst().first {
    case "supervise" where arguments.count >= 4: try supervise()
    case "wait-for-signal": try waitForSignal()
    case "pass-signals": try passSignals()
    case "run-services": try runServices()
    case "adopt" where arguments.count == 3: try adopt(script: arguments[2])
    case "lose-main-thread": try loseMainThread()
    case "exhaust-descriptors": try exhaustDescriptors()
    default: throw SystemError("understand arguments", code: EINVAL)
    }
} catch {
    say("failed: \(error)")
    exit(1)
}

/// Becomes the program: `supervise SUPERVISOR PROGRAM ARGUMENT...`, where the supervisor is a number or `parent`.
func supervise() throws {
    let supervisor = arguments[2] == "parent" ? getppid() : Int32(arguments[2]) ?? 0
    guard let supervisor = ProcessID(rawValue: supervisor) else { throw SystemError("read pid", code: EINVAL) }
    let command = ChildCommand(arguments[3], Array(arguments[4...]), environment: Environment.all)
    try SupervisedExec.run(command, supervisor: supervisor)
}

/// Says which signal arrives, although other threads could have taken it.
func waitForSignal() throws {
    let waiter = try SignalWaiter()
    let isOver = Monitor(false)
    let workers = try (0..<4).map { number in
        try WorkerThread(name: "worker-\(number)") { _ = isOver.wait { $0 } }
    }
    say("ready")
    say("\(try waiter.wait(deadline: .after(.seconds(60))))")
    isOver.withLock { $0 = true }
    isOver.notify()
    for worker in workers { worker.join() }
}

/// Passes signals on to two children, and says how they ended.
func passSignals() throws {
    let waiter = try SignalWaiter()
    let children = try (1...2).map { code in
        let script = "trap 'exit \(code)' HUP INT TERM; echo; while :; do sleep 0.01; done"
        var command = ChildCommand("/bin/sh", ["-c", script], environment: Environment.all)
        command.standardOutput = .pipe
        let child = try ChildProcess.spawn(command)
        var line: [UInt8] = [0]
        _ = try child.takeStandardOutput()?.read(into: &line)
        return child
    }
    say("ready")
    let ends = try waiter.wait(for: children)
    say("\(ends.exits[0]), \(ends.exits[1]) after \(ends.signal?.description ?? "none")")
}

/// Runs one service until a signal, and says when it starts and stops.
func runServices() throws {
    struct Announcer: Service {
        let name = "announcer"
        func start() { say("ready") }
        func stop(deadline: Deadline) { say("stopped") }
    }
    let waiter = try SignalWaiter()
    let stops = try ServiceGroup.run([Announcer()], stopLimit: .seconds(10), until: waiter)
    say("\(stops.map(\.isInTime))")
}

/// Adopts the process that a script leaves behind and names, and says how that goes: `adopt SCRIPT`.
func adopt(script: String) throws {
    try Subreaper.become()
    var command = ChildCommand("/bin/sh", ["-c", script], environment: Environment.all)
    command.standardOutput = .pipe
    let shell = try ChildProcess.spawn(command)
    let output = try shell.collectOutput(limitBytes: 100, deadline: .after(.seconds(60)))
    let text = String(decoding: output.output, as: UTF8.self).filter(\.isNumber)
    guard let orphan = Int32(text).flatMap(ProcessID.init(rawValue:)), let handle = try ProcessHandle(orphan) else {
        throw SystemError("find orphan", path: text, code: ESRCH)
    }
    say("adopted: \(try ProcessFacts.read(orphan)?.parent == .current)")
    say("reaped while it runs: \(try Subreaper.reapAdopted().count)")
    try handle.send(.kill)
    say("ended: \(try handle.waitForEnd(deadline: .after(.seconds(60))))")
    say("reaped: \(try Subreaper.reapAdopted() == [orphan])")
    say("own child still known: \(try shell.wait() == .exited(0))")
}

/// Goes on in another thread than the main one, which the process table shows as a zombie.
func loseMainThread() throws {
    _ = try WorkerThread(name: "survivor") {
        while getState() != UInt8(ascii: "Z") { sched_yield() }
        say("ready")
        while true { pause() }
    }
    pthread_exit(nil)
}

/// The state letter of the main thread.
func getState() -> UInt8? {
    let stat = try? Files.read("/proc/self/stat", limitBytes: 4_096)
    return stat?.split(separator: UInt8(ascii: ")")).last?.dropFirst().first
}

/// Starts a child when no descriptor is left for a handle on it, and says what is left of the child.
func exhaustDescriptors() throws {
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    getrlimit(files, &limit)
    let last = try FileDescriptor.duplicating(0)
    var none = rlimit(rlim_cur: rlim_t(last.rawValue) + 1, rlim_max: limit.rlim_max)
    setrlimit(files, &none)
    var command = ChildCommand("/bin/sleep", ["1000"], environment: [:])
    command.standardInput = .inherit
    do throws(SystemError) {
        _ = try ChildProcess.spawn(command)
    } catch {
        say("could not \(error.operation): \(error.reason)")
    }
    setrlimit(files, &limit)
    withExtendedLifetime(last) {}
    say("left running: \(try ProcessTable.descendants(of: .current).count)")
}
