// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON

/// How a session's work is started, so that it can be started again. No environment: it may hold secrets.
package struct Launch: Sendable, Equatable {
    /// The program and its arguments.
    package let arguments: [String]
    package let directory: String
    /// Names a sub-agent among those of its session.
    package let key: String?

    package init(arguments: [String], directory: String, key: String? = nil) {
        self.arguments = arguments
        self.directory = directory
        self.key = key
    }

    /// Canonical JSON, as the session records it.
    package var json: [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("arguments", arguments)
            json.member("directory", directory)
            json.member("key", key)
        }
        return json.bytes
    }

    package init(json node: JSONNode) throws(JSONShapeError) {
        let object = try node.object(only: ["arguments", "directory", "key"])
        arguments = try object.member("arguments").array(max: 4096, each: JSONNode.string)
        directory = try object.required("directory", JSONNode.string)
        key = try object.optional("key", JSONNode.string)
        guard !arguments.isEmpty else { throw try object.member("arguments").error("must name a program") }
    }
}
