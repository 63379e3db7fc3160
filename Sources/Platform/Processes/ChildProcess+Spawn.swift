// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

extension ChildProcess {
    /// Starts a program.
    ///
    /// When the call returns, the program has replaced the copy of this process.
    ///
    /// Fails when the program is not found or cannot be executed, and when the working directory cannot be entered.
    package static func spawn(_ command: ChildCommand) throws(SystemError) -> ChildProcess {
        let plan = try SpawnPlan(command)
        let pid = try plan.start()
        let handle = try Self.handle(on: pid)
        return ChildProcess(pid: pid, placement: command.placement, handle: handle, pipes: plan.callerEnds())
    }

    /// A child that cannot be held on to is not left running.
    private static func handle(on pid: ProcessID) throws(SystemError) -> ProcessHandle {
        let failure: SystemError
        do throws(SystemError) {
            if let handle = try ProcessHandle(pid) { return handle }
            failure = SystemError("open process", path: "\(pid)", code: ESRCH)
        } catch {
            failure = error
        }
        OwnedChildren.withLock { owned in
            kill(pid.rawValue, SIGKILL)
            _ = uninterrupted { waitpid(pid.rawValue, nil, 0) }
            owned.remove(pid)
        }
        throw failure
    }
}

/// All that starting a child needs, made ready in the caller.
///
/// Closes the child's ends when it goes.
private struct SpawnPlan: ~Copyable {
    private let request: SpawnRequest
    private let directory: FileDescriptor?
    private let input: StreamEnds
    private let output: StreamEnds
    private let error: StreamEnds

    init(_ command: ChildCommand) throws(SystemError) {
        let directory = try command.openedWorkingDirectory()
        let input = try StreamEnds(command.standardInput, childReads: true)
        let output = try StreamEnds(command.standardOutput, childReads: false)
        let error = try StreamEnds(command.standardError, childReads: false)
        request = SpawnRequest(
            executable: try command.resolvedExecutable(), arguments: try command.argumentVector(),
            environment: try command.environmentVector(), directory: directory.number,
            input: input.child.number, output: output.child.number, error: error.child.number,
            placement: command.placement)
        self.directory = directory
        self.input = input
        self.output = output
        self.error = error
    }

    func start() throws(SystemError) -> ProcessID {
        let request = request
        let result = try SpawnThread.run { request.start() }
        guard let pid = ProcessID(rawValue: result) else {
            throw SystemError("start", path: request.executable, code: -result)
        }
        return pid
    }

    consuming func callerEnds() -> ChildPipes {
        ChildPipes(input: input.caller, output: output.caller, error: error.caller)
    }
}

/// The ends of one stream.
private struct StreamEnds: ~Copyable {
    /// Above 2, so that none is overwritten while the streams are put in place.
    ///
    /// Nil to inherit.
    let child: FileDescriptor?
    let caller: FileDescriptor?

    init(_ stream: ChildStream, childReads: Bool) throws(SystemError) {
        switch stream {
        case .inherit:
            child = nil
            caller = nil
        case .null:
            let null = try FileDescriptor.open("/dev/null", childReads ? O_RDONLY : O_WRONLY)
            child = try .duplicating(null.rawValue)
            caller = nil
        case .descriptor(let number):
            child = try .duplicating(number)
            caller = nil
        case .pipe:
            let pipe = try Pipe()
            child = try .duplicating(childReads ? pipe.readEnd.rawValue : pipe.writeEnd.rawValue)
            caller = childReads ? pipe.writeEnd : pipe.readEnd
        }
    }
}

extension ChildCommand {
    fileprivate func openedWorkingDirectory() throws(SystemError) -> FileDescriptor? {
        guard let path = workingDirectory else { return nil }
        try path.checkForZeroBytes("enter directory")
        let result = writ_open_directory(path)
        guard result >= 0 else { throw SystemError("enter directory", path: path, code: -result) }
        let directory = FileDescriptor(owning: result)
        return try .duplicating(directory.rawValue)
    }
}
