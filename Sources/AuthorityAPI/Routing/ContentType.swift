// SPDX-License-Identifier: Apache-2.0

/// `Content-Type` of a request, as it came (RFC 9110, section 8.3).
struct ContentType: Sendable {
    let field: String?

    static let form = "application/x-www-form-urlencoded"
    static let json = "application/json"

    /// Whether it is `type`, in whatever letter case, with or without parameters.
    func isOf(_ type: String) -> Bool {
        guard let field else { return false }
        if field == type { return true }
        let essence = field.prefix { $0 != ";" }
        return essence.filter { $0 != " " && $0 != "\t" }.lowercased() == type
    }
}
