// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// Wakes the one who waits at a moment of the boot clock, at once when the machine has slept past it, or when rung.
///
/// Rung from any thread; one thread waits.
package final class Alarm: Sendable {
    private let timer: FileDescriptor
    private let bell: FileDescriptor

    package init() throws(SystemError) {
        timer = try Self.owned(writ_boot_timer())
        bell = try Self.owned(writ_event_descriptor())
    }

    private static func owned(_ result: Int32) throws(SystemError) -> FileDescriptor {
        guard result >= 0 else { throw SystemError("set an alarm", code: -result) }
        return FileDescriptor(owning: result)
    }

    /// Waits until the moment comes, or until it is rung: a ring from before the wait counts, once.
    package func wait(until moment: BootInstant) throws(SystemError) {
        let code = writ_set_boot_timer(timer.rawValue, max(1, moment.nanoseconds))
        guard code == 0 else { throw SystemError("set an alarm", code: -code) }
        var polled = [timer.rawValue, bell.rawValue].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = try Poll.wait(&polled, deadline: .never)
        var count: UInt64 = 0
        _ = Glibc.read(bell.rawValue, &count, 8)
    }

    /// Ends one wait, the present one or the next.
    package func ring() {
        var one: UInt64 = 1
        // WHY: the write can only fail when 2^64 - 2 rings are waiting already.
        _ = Glibc.write(bell.rawValue, &one, 8)
    }
}
