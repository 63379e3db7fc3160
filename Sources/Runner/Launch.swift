// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON

/// How a session's work is started, so that it can be started again. No environment: it may hold secrets.
package struct Launch: Sendable, Equatable {
    /// The program and its arguments.
    package let arguments: [String]
    package let directory: String

    package init(arguments: [String], directory: String) {
        self.arguments = arguments
        self.directory = directory
    }

    /// Canonical JSON, as the session records it.
    package var json: [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("arguments", arguments)
            json.member("directory", directory)
        }
        return json.bytes
    }

    package init(json node: JSONNode) throws(JSONShapeError) {
        let object = try node.object(only: ["arguments", "directory"])
        arguments = try object.member("arguments").array(max: 4096, each: JSONNode.string)
        directory = try object.required("directory", JSONNode.string)
        guard !arguments.isEmpty else { throw try object.member("arguments").error("must name a program") }
    }
}
