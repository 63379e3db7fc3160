// SPDX-License-Identifier: Apache-2.0

/// Refusals, as ``ErrorAnswer`` writes them.
extension Schema {
    /// The body of a refusal with one of these codes.
    static func error(_ codes: [String], on surface: Surface) -> Schema {
        let code: Members = ["error": one(of: codes), "error_description": string]
        switch surface {
        case .submission:
            return object(
                code,
                optional: ["error_reason": string, "mission_denial_reason": string, "mission_expansion_status": string])
        case .status: return object(code, optional: ["nonce": string])
        case .decision: return object(code)
        case .product: return object(code, optional: ["error_reason": string])
        }
    }
}
