// SPDX-License-Identifier: Apache-2.0

import CCurl

/// A request to send.
struct HTTPOutgoing {
    let method: String
    let url: String
    let fields: [HTTPAnswer.Field]
    let body: [UInt8]

    /// The fields libcurl writes itself, and must be alone in writing.
    private static let ownFields: Set = ["content-length", "transfer-encoding", "connection", "expect"]

    /// Refuses what would put something else on the wire than was meant.
    func check() throws(HTTPClientError) {
        guard !method.isEmpty, method.utf8.allSatisfy(Self.isToken) else {
            throw .invalidRequest("`\(method)` is not a method")
        }
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw .invalidRequest("a URL begins with `http://` or `https://` and is made of visible ASCII characters")
        }
        for field in fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(Self.isToken),
                !Self.ownFields.contains(field.name.lowercased())
            else { throw .invalidRequest("`\(field.name)` is not a field a request may set") }
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .invalidRequest("the value of `\(field.name)` holds a control character")
            }
        }
    }

    /// The fields as libcurl's list, which the caller frees; nil is an empty list.
    func makeFields() throws(HTTPClientError) -> UnsafeMutablePointer<curl_slist>? {
        var lines = fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        // WHY: libcurl would call a body without a type a form.
        if !fields.contains(where: { $0.name.lowercased() == "content-type" }) { lines.append("Content-Type:") }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw .noResources("no memory for the fields")
            }
            list = longer
        }
        return list
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
