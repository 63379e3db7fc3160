// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Platform

@Suite struct TerminalTests {
    /// The terminal's side of a new pseudo-terminal, and the other side, which keeps it open.
    private func openTerminal() throws -> Ends {
        var master: Int32 = -1
        var terminal: Int32 = -1
        guard openpty(&master, &terminal, nil, nil, nil) == 0 else { throw SystemError("open terminal", code: errno) }
        return Ends(near: FileDescriptor(owning: terminal), far: FileDescriptor(owning: master))
    }

    @Test(arguments: ["", "x", "0", "-5", "99999999999999999999", "10001", " 80"])
    func `a width that is none becomes 80`(columns: String) throws {
        let pipe = try Pipe()
        #expect(TerminalFacts(descriptor: pipe.writeEnd.rawValue, environment: ["COLUMNS": columns]).columns == 80)
        #expect(TerminalFacts(descriptor: -1, environment: [:]).columns == 80)
    }

    @Test func `a pipe is no terminal and has no colours`() throws {
        let pipe = try Pipe()
        let terminal = TerminalFacts(
            descriptor: pipe.writeEnd.rawValue, environment: ["COLUMNS": "132", "TERM": "xterm"])
        #expect(!terminal.isTerminal)
        #expect(!terminal.allowsColor)
        #expect(terminal.columns == 132)
    }

    @Test func `a terminal has colours unless they are refused`() throws {
        let pair = try openTerminal()
        let descriptor = pair.near.rawValue
        #expect(TerminalFacts(descriptor: descriptor, environment: [:]).isTerminal)
        #expect(TerminalFacts(descriptor: descriptor, environment: [:]).allowsColor)
        #expect(TerminalFacts(descriptor: descriptor, environment: ["NO_COLOR": ""]).allowsColor)
        #expect(!TerminalFacts(descriptor: descriptor, environment: ["NO_COLOR": "0"]).allowsColor)
        #expect(!TerminalFacts(descriptor: descriptor, environment: ["TERM": "dumb"]).allowsColor)
    }

    @Test func `a terminal's own width goes before the environment's`() throws {
        let pair = try openTerminal()
        var size = winsize(ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        #expect(ioctl(pair.near.rawValue, UInt(TIOCSWINSZ), &size) == 0)
        #expect(TerminalFacts(descriptor: pair.near.rawValue, environment: ["COLUMNS": "132"]).columns == 100)
    }
}

@Suite struct EnvironmentTests {
    @Test func `a variable that is not set has no value`() {
        #expect(Environment.value("WRIT_NO_SUCH_VARIABLE") == nil)
    }

    @Test func `variables are those that the process was started with`() throws {
        #expect(Environment.value("PATH") == getenv("PATH").map { String(cString: $0) })
        var command = command("env")
        command.environment = Environment.all
        #expect(try output(of: command).split(separator: "\n").contains("PATH=\(Environment.all["PATH"] ?? "")"))
    }
}
