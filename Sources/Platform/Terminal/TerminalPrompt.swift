// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Asks the person at the terminal.
package enum TerminalPrompt {
    private static let path = "/dev/tty"
    private static let bytesMax = 1024
    /// What Ctrl-C types.
    private static let interrupt: UInt8 = 3

    /// What became of a question.
    package enum Answer: Hashable, Sendable {
        /// What was typed, without the line's end.
        case typed([UInt8])
        /// The person gave up: Ctrl-C, or Ctrl-D.
        case cancelled
        case noTerminal
    }

    /// Asks on the controlling terminal, whatever the streams are. The terminal is as before when this returns.
    ///
    /// - Parameter isHidden: whether what is typed must not be seen.
    package static func ask(_ question: String, isHidden: Bool) throws(SystemError) -> Answer {
        guard try hasTerminal() else { return .noTerminal }
        let terminal = try FileDescriptor.open(path, O_RDWR, operation: "open terminal")
        var before = termios()
        guard tcgetattr(terminal.rawValue, &before) == 0 else { throw SystemError("read terminal", code: errno) }
        var asking = before
        // WHY: without ISIG, so that Ctrl-C cannot leave a terminal behind that shows nothing. It ends the line
        // instead, or the terminal would keep it until Enter is pressed.
        asking.c_lflag &= ~tcflag_t(isHidden ? ECHO | ISIG : ISIG)
        setControl(VEOL, interrupt, in: &asking)
        guard tcsetattr(terminal.rawValue, TCSAFLUSH, &asking) == 0 else {
            throw SystemError("change terminal", code: errno)
        }
        defer { _ = tcsetattr(terminal.rawValue, TCSAFLUSH, &before) }
        try terminal.write(Array(question.utf8))
        let line = try readLine(from: terminal)
        if isHidden || line == nil { try terminal.write([UInt8(ascii: "\n")]) }
        return line.map(Answer.typed) ?? .cancelled
    }

    private static func setControl(_ index: Int32, _ value: UInt8, in settings: inout termios) {
        withUnsafeMutableBytes(of: &settings.c_cc) { $0[Int(index)] = value }
    }

    private static func hasTerminal() throws(SystemError) -> Bool {
        do throws(SystemError) {
            _ = try FileDescriptor.open(path, O_RDWR, operation: "open terminal")
            return true
        } catch {
            guard error.code == ENXIO || error.code == ENOENT else { throw error }
            return false
        }
    }

    private static func readLine(from terminal: borrowing FileDescriptor) throws(SystemError) -> [UInt8]? {
        var line: [UInt8] = []
        var byte: [UInt8] = [0]
        while line.count < bytesMax {
            guard try terminal.read(into: &byte) > 0, byte[0] != interrupt else { return nil }
            if byte[0] == UInt8(ascii: "\n") { return line }
            line.append(byte[0])
        }
        return line
    }
}
