// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import Platform

/// How a running authority can be reached: the file `run.json` of its home, which it writes once it serves.
package struct RunningAuthority: Equatable, Sendable {
    /// The absolute path of its home.
    package let home: String
    package let pid: Int32
    package let socket: String
    /// `address:port` of each TCP listener.
    package let addresses: [String]

    package init(home: Home, pid: Int32, socket: String, addresses: [String]) {
        self.init(home: home.path, pid: pid, socket: socket, addresses: addresses)
    }

    private init(home: String, pid: Int32, socket: String, addresses: [String]) {
        self.home = home
        self.pid = pid
        self.socket = socket
        self.addresses = addresses
    }

    private static let bytesMax = 64 * 1024

    /// What the home's file says, or nil when there is none or it came with a copy of another home. The process that it
    /// names may have ended since.
    package init?(of home: Home) throws(HostError) {
        guard let written = try Self.written(in: home), written.isOn(home) else { return nil }
        self = written
    }

    /// The home that this one is a copy of, as far as its file tells: nil when it has none, or when that home is gone.
    package static func original(of home: Home) throws(HostError) -> Home? {
        guard let written = try written(in: home), !written.isOn(home) else { return nil }
        return place(written.home).map(Home.init)
    }

    private static func written(in home: Home) throws(HostError) -> RunningAuthority? {
        do {
            guard try Files.exists(home.running) else { return nil }
            return try parsed(Files.read(home.running, limitBytes: bytesMax))
        } catch {
            throw .configuration(home.running, "\(error)")
        }
    }

    // WHY: a copy of a home has the file, too; what is asked there must not be done by the authority of the original.
    private func isOn(_ home: Home) -> Bool {
        guard let place = Self.place(self.home) else { return false }
        return place == Self.place(home.path)
    }

    /// Where a home really is; nil when nothing is there.
    private static func place(_ path: String) -> String? {
        do throws(SystemError) { return try Files.resolved(path) } catch { return nil }
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
            home: try root.required("home", JSONNode.string),
            pid: Int32(try root.member("pid").integer(in: 1...Int64(Int32.max))),
            socket: try root.required("socket", JSONNode.string),
            addresses: try root.member("addresses").array(max: 64, each: JSONNode.string))
    }

    package var json: JSONValue {
        [
            "addresses": .array(addresses.map { .string($0) }), "home": .string(home), "pid": .number(Double(pid)),
            "socket": .string(socket),
        ]
    }

    func write(to home: Home) throws(SystemError) {
        try Files.replace(home.running, with: json.canonicalBytes + [UInt8(ascii: "\n")])
    }
}
