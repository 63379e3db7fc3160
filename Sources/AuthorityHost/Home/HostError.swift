// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import MissionKernel
import MissionWire

/// Why an authority cannot be run.
package enum HostError: Error, Equatable, CustomStringConvertible {
    /// There is no authority at that place.
    case notInitialised(String)
    /// There is one already.
    case alreadyInitialised(String)
    /// There is something else.
    case notEmpty(String)
    /// Another process runs it.
    case alreadyRunning(pid: Int32?)
    /// The process that would run or stop it is itself under a mission.
    case supervised
    /// The configuration cannot be used; the file, and why.
    case configuration(String, String)
    /// A key cannot be used; the file, and why.
    case key(String, String)
    /// The ledger cannot be used.
    case ledger(StoreError)
    /// The ledger is not the one that was signed.
    case rewritten(String)
    /// The wall clock is so far ahead of the ledger's last entry, and of its file's last change, that it may be wrong.
    case clock(wall: Instant, entry: Instant, file: Instant)
    /// The address cannot be listened on.
    case listener(String)
    /// The operating system refused something.
    case system(String)

    /// What is wrong, in one line.
    package var description: String {
        switch self {
        case .notInitialised(let path): "there is no authority in `\(path)`"
        case .alreadyInitialised(let path): "there is an authority in `\(path)` already"
        case .notEmpty(let path): "`\(path)` is not empty, and there is no authority in it"
        case .alreadyRunning(let pid):
            "the authority of this home runs already" + (pid.map { ", as process \($0)" } ?? "")
        case .supervised: "a process under a mission cannot run an authority, nor stop one"
        case .configuration(let path, let reason): "`\(path)` cannot be used: \(reason)"
        case .key(let path, let reason): "the key `\(path)` cannot be used: \(reason)"
        case .ledger(let error): "the ledger cannot be used: \(error)"
        case .rewritten(let reason): "the ledger is not the one that this authority has signed: \(reason)"
        case .clock(let wall, let entry, let file):
            "the wall clock says \(RFC3339.text(wall)), and the ledger's last entry is of \(RFC3339.text(entry)), its "
                + "file of \(RFC3339.text(file)): whatever should have ended since would be ended for good"
        case .listener(let reason): "the authority cannot listen: \(reason)"
        case .system(let reason): reason
        }
    }

    /// What may help.
    package var hint: String? {
        switch self {
        case .notInitialised: "make one with `writ init`"
        case .alreadyInitialised: "use it with `writ up`, or name another place with `--home`"
        case .notEmpty: "name a new or an empty folder: `--home`"
        case .alreadyRunning: "stop it with `writ down`"
        case .supervised: "run it from a terminal or a service manager of your own"
        case .ledger(let error): error.hint
        case .rewritten: "nothing was changed; compare the ledger with a copy, or with a checkpoint kept elsewhere"
        case .clock: "set the clock; where it is right, start once with `writ up --clock-is-right`"
        case .configuration, .key: "restore the file from a copy of the home"
        case .listener, .system: nil
        }
    }
}

extension StoreError {
    /// What an operator can do about it.
    package var hint: String? {
        switch code {
        case .locked: "another program has the file open for writing; close it, or wait for it to end"
        case .full: "free space on the disk; nothing that was acknowledged is lost"
        case .damaged: "the file was left as it is; restore a copy, or export what can be read"
        case .foreign: "the file was left as it is; move it away, or name another home"
        case .newer: "a newer version of this program has written it; use that one"
        case .missing: "make a home with `writ init`"
        case .invalid, .inputOutput, .closed: nil
        }
    }
}
