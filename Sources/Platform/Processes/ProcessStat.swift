// SPDX-License-Identifier: Apache-2.0

/// The fields of `/proc/PID/stat` that Writ reads (proc(5)).
struct ProcessStat: Hashable, Sendable {
    let pid: ProcessID
    let name: String
    let state: UInt8
    let parent: ProcessID?
    let group: ProcessID?
    let session: ProcessID?
    let startTimeTicks: UInt64

    /// Parses one line.
    ///
    /// Nil when it does not have the kernel's form. The name stands in parentheses and may itself contain spaces,
    /// parentheses and line feeds; only numbers follow.
    init?(parsing line: [UInt8]) {
        guard let open = line.firstIndex(of: UInt8(ascii: "(")),
            let close = line.lastIndex(of: UInt8(ascii: ")")), open < close
        else { return nil }
        let before = line[..<open].split(separator: UInt8(ascii: " "))
        let fields = line[(close + 1)...].split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        guard before.count == 1, fields.count >= 20, let state = fields[0].first,
            let pid = Self.number(before[0]).flatMap(ProcessID.init(rawValue:)),
            let parent = Self.number(fields[1]), let group = Self.number(fields[2]),
            let session = Self.number(fields[3]),
            let ticks = UInt64(String(decoding: fields[19], as: UTF8.self))
        else { return nil }
        self.pid = pid
        self.name = String(decoding: line[(open + 1)..<close], as: UTF8.self)
        self.state = state
        self.parent = ProcessID(rawValue: parent)
        self.group = ProcessID(rawValue: group)
        self.session = ProcessID(rawValue: session)
        self.startTimeTicks = ticks
    }

    /// Whether its main thread has ended; others may still run.
    var isZombie: Bool { state == UInt8(ascii: "Z") }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int32? {
        Int32(String(decoding: digits, as: UTF8.self))
    }
}
