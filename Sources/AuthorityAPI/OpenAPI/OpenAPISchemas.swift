// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

enum OpenAPISchemas {
    static let all: JSONValue = [:]
    static func mediaType(of schema: String) -> String { "application/json" }
}
