// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import Platform

/// How a running authority can be reached: the file `run.json` of its home, which it writes once it serves.
package struct RunningAuthority: Equatable, Sendable {
    package let pid: Int32
    package let socket: String
    /// `address:port` of each TCP listener.
    package let addresses: [String]

    package init(pid: Int32, socket: String, addresses: [String]) {
        self.pid = pid
        self.socket = socket
        self.addresses = addresses
    }

    private static let bytesMax = 64 * 1024

    /// What the home's file says, or nil when there is none. The process that it names may have ended since.
    package init?(of home: Home) throws(HostError) {
        do {
            guard try Files.exists(home.running) else { return nil }
            self = try Self.parsed(Files.read(home.running, limitBytes: Self.bytesMax))
        } catch {
            throw .configuration(home.running, "\(error)")
        }
    }

    /// What an authority says on its output once it serves.
    package init(json: [UInt8]) throws(HostError) {
        do {
            self = try Self.parsed(json)
        } catch {
            throw .configuration("standard output", "\(error)")
        }
    }

    private static func parsed(_ json: [UInt8]) throws -> RunningAuthority {
        let root = try JSONDocument(json).root
        return RunningAuthority(
            pid: Int32(try root.member("pid").integer(in: 1...Int64(Int32.max))),
            socket: try root.required("socket", JSONNode.string),
            addresses: try root.member("addresses").array(max: 64, each: JSONNode.string))
    }

    package var json: JSONValue {
        [
            "addresses": .array(addresses.map { .string($0) }), "pid": .number(Double(pid)),
            "socket": .string(socket),
        ]
    }

    func write(to home: Home) throws(SystemError) {
        try Files.replace(home.running, with: json.canonicalBytes + [UInt8(ascii: "\n")])
    }
}
