// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient

/// Why an authority did not answer as asked.
package struct ClientError: Error, Equatable, CustomStringConvertible {
    package let kind: Kind
    /// The stable code of the refusal, the reason why the authority is unavailable, or what went wrong on the way.
    package let code: String
    package let detail: String

    package enum Kind: Equatable, Sendable {
        /// Nobody answers, or not in time, or nobody could do it: nothing is known, so nothing is permitted.
        case unreachable
        /// The authority says no.
        case refused(status: Int)
        /// What came back is no answer of an authority.
        case garbled
    }

    package init(_ kind: Kind, code: String, _ detail: String) {
        self.kind = kind
        self.code = code
        self.detail = detail
    }

    package var description: String { detail }

    package var isUnreachable: Bool { kind == .unreachable }
}

extension ClientError {
    private static let notRunningCode = "not_running"
    private static let unreachableCode = "unreachable"
    private static let impostorCode = "impostor"

    /// Nobody listens where an authority would.
    package static func notRunning(_ detail: String) -> ClientError {
        ClientError(.unreachable, code: notRunningCode, detail)
    }

    package var isNotRunning: Bool { code == Self.notRunningCode }

    /// Whether somebody else listens where the authority should.
    package var isImpostor: Bool { code == Self.impostorCode }

    /// An authority answers, and says that it cannot do it now.
    package var isUnavailable: Bool {
        isUnreachable && ![Self.notRunningCode, Self.impostorCode, Self.unreachableCode].contains(code)
    }
}

extension ClientError {
    init(_ error: HTTPClientError) {
        switch error {
        case .invalidRequest, .tooLarge: self.init(.garbled, code: "garbled", "\(error)")
        case .unreachable: self = .notRunning("no authority is running")
        case .refusedListener(let reason): self.init(.unreachable, code: Self.impostorCode, reason)
        default: self.init(.unreachable, code: Self.unreachableCode, "\(error)")
        }
    }

    /// Reads the error that an authority answered with.
    init(status: Int, body: [UInt8]) {
        var code = "refused"
        var detail = "the authority answered with status \(status)"
        do throws(JSONError) {
            let root = try JSONDocument(body).root
            code = root["error"]?.stringValue ?? code
            detail = root["error_description"]?.stringValue ?? detail
            if code == "unavailable", let reason = root["error_reason"]?.stringValue {
                code = reason
                detail = Self.words(for: reason) ?? detail
            }
        } catch {
            detail += " and no explanation"
        }
        let isUnavailable = status == 503 || status == 500
        self.init(isUnavailable ? .unreachable : .refused(status: status), code: code, detail)
    }

    /// Why the authority cannot do it, in words; nil for a reason that is not known here.
    private static func words(for reason: String?) -> String? {
        switch reason {
        case "storage_full": "the authority's disk is full: nothing more is recorded until there is room"
        case "storage_locked": "another program keeps the authority's ledger from being written"
        case "storage_failed": "the authority's ledger can be neither written nor read"
        case "entry_too_large": "it is too large for an entry of the ledger"
        case "outcome_unknown": "the authority cannot tell whether it was recorded"
        case "overloaded": "the authority has more to do than it can"
        case "stopping": "the authority is stopping"
        default: nil
        }
    }
}
