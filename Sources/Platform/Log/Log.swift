// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The program's log: one JSON object a line, for a log collector.
///
/// Callable from any thread. Logging never fails and never waits: a line that the descriptor would not take at once is
/// dropped and counted. Lines are whole; of a line that was begun the rest goes out before the next. Secrets are not to
/// be passed in.
package final class Log: Sendable {
    private let level: LogLevel
    private let clock: any Clock
    private let sink: Monitor<LogSink>
    private let dropped = Atomic<Int>(0)

    /// A log of the lines at `level` and above.
    ///
    /// Fails when the descriptor is not open.
    package init(descriptor: Int32, level: LogLevel = .info, clock: any Clock) throws(SystemError) {
        self.level = level
        self.clock = clock
        sink = Monitor(try LogSink(descriptor))
    }

    /// How many lines have been dropped so far.
    package var droppedLineCount: Int { dropped.load(ordering: .relaxed) }

    /// Writes one line with the time, the level, the event's fixed name, and the fields in their order.
    ///
    /// A field named `time`, `level`, `event` or `truncated` gets an underscore before its name. The fields are not
    /// computed for a level that is not logged.
    package func write(
        _ level: LogLevel, _ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        guard level >= self.level else { return }
        let line = LogLine(milliseconds: clock.now(), level: level, event: event, fields: fields())
        let isWritten = sink.withLock { $0.write(line.bytes) }
        if !isWritten { dropped.add(1, ordering: .relaxed) }
    }

    /// For who looks for a fault.
    package func debug(_ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]) {
        write(.debug, event, fields())
    }

    /// What happened in the normal course.
    package func info(_ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]) {
        write(.info, event, fields())
    }

    /// Something to look at, at leisure.
    package func warning(_ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]) {
        write(.warning, event, fields())
    }

    /// Something that did not work.
    package func error(_ event: String, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]) {
        write(.error, event, fields())
    }
}
