// SPDX-License-Identifier: Apache-2.0

/// Reads server-sent events as they arrive (WHATWG HTML, section 9.2), bounded.
struct EventStreamReader {
    /// One event: its type and data.
    struct Event: Equatable {
        let type: String
        let data: [UInt8]
    }

    private var line: [UInt8] = []
    private var type = ""
    private var data: [UInt8] = []
    private var ready: [Event] = []

    /// Bytes of one line, and of one event's data; what is longer is dropped.
    private static let bytesMax = 1 << 20

    mutating func take(_ chunk: UnsafeRawBufferPointer) {
        for byte in chunk {
            if byte == UInt8(ascii: "\n") {
                endLine()
            } else if byte != UInt8(ascii: "\r"), line.count < Self.bytesMax {
                line.append(byte)
            }
        }
    }

    /// The next complete event.
    mutating func next() -> Event? { ready.isEmpty ? nil : ready.removeFirst() }

    private mutating func endLine() {
        defer { line = [] }
        guard !line.isEmpty else { return dispatch() }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
        var value = line[(colon + 1)...]
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "event": type = String(decoding: value, as: UTF8.self)
        case "data" where data.count + value.count < Self.bytesMax: data += value
        default: break
        }
    }

    private mutating func dispatch() {
        if !data.isEmpty { ready.append(Event(type: type, data: data)) }
        type = ""
        data = []
    }
}
