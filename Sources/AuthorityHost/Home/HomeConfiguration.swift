// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire
import Platform

/// What an authority is told about itself: the file `config.json` of its home.
package struct HomeConfiguration: Equatable, Sendable {
    /// The issuer URL, which every mission and every anchor carries. It never changes.
    package let issuer: String
    /// The name of the ledger, which its checkpoints carry. It never changes.
    package let origin: String
    /// Who owns this authority and approves on it.
    package let owner: Principal
    /// How many seccomp filters the owner's own processes ran under when the home was made. Under more no authority
    /// starts; who is supervised is told by the authority's own count.
    package var seccompFilterCount: Int?
    /// Where clients reach it over the network.
    package var listeners: [Listener] = []

    /// A TCP address.
    package struct Listener: Equatable, Sendable {
        package let address: String
        package let port: UInt16
        /// PEM files, absolute or relative to the home; needed beyond this machine.
        package let certificate: String?
        package let key: String?

        package init(address: String, port: UInt16, certificate: String? = nil, key: String? = nil) {
            self.address = address
            self.port = port
            self.certificate = certificate
            self.key = key
        }

        /// Whether only this machine can reach it.
        package var isLoopback: Bool { address == "::1" || address == "localhost" || address.hasPrefix("127.") }
    }

    package init(issuer: String, origin: String, owner: Principal) {
        self.issuer = issuer
        self.origin = origin
        self.owner = owner
    }

    private static let bytesMax = 64 * 1024

    /// The file's content: JSON, as a person may edit it.
    package var bytes: [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("issuer", issuer)
            json.member("ledger", origin)
            json.member("listen", each: listeners) { json, listener in
                json.object { json in
                    json.member("address", listener.address)
                    json.member("certificate", listener.certificate)
                    json.member("key", listener.key)
                    json.member("port", Int64(listener.port))
                }
            }
            json.member("owner", owner)
            if let seccompFilterCount { json.member("seccomp_filters", Int64(seccompFilterCount)) }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    /// Reads the file of a home.
    package init(of home: Home) throws(HostError) {
        do {
            guard try Files.exists(home.configuration) else { throw HostError.notInitialised(home.path) }
            let bytes = try Files.read(home.configuration, limitBytes: Self.bytesMax)
            try self.init(json: JSONDocument(bytes, limits: JSONLimits(bytesMax: Self.bytesMax, depthMax: 8)).root)
        } catch let error as HostError {
            throw error
        } catch {
            throw .configuration(home.configuration, "\(error)")
        }
    }

    private init(json node: JSONNode) throws(JSONShapeError) {
        let object = try node.object(only: ["issuer", "ledger", "listen", "owner", "seccomp_filters"])
        issuer = try object.required("issuer", JSONNode.string)
        origin = try object.required("ledger", JSONNode.string)
        owner = try object.required("owner", JSONNode.principal)
        if let count = object["seccomp_filters"] { seccompFilterCount = Int(try count.integer(in: 0...1_000_000)) }
        if let list = object["listen"] { listeners = try list.array(max: 16, Listener.read) }
    }
}

extension HomeConfiguration.Listener {
    fileprivate static func read(_ node: JSONNode) throws(JSONShapeError) -> Self {
        let object = try node.object(only: ["address", "certificate", "key", "port"])
        let listener = Self(
            address: try object.required("address", JSONNode.string),
            port: UInt16(try object.member("port").integer(in: 0...65_535)),
            certificate: try object.optional("certificate", JSONNode.string),
            key: try object.optional("key", JSONNode.string))
        guard (listener.certificate == nil) == (listener.key == nil) else {
            throw object.error("must have both `certificate` and `key`, or neither")
        }
        guard listener.isLoopback || listener.certificate != nil else {
            throw object.error("can be reached from other machines, so it needs `certificate` and `key`")
        }
        return listener
    }
}
