// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient

/// Why an authority did not answer as asked.
package struct ClientError: Error, Equatable, CustomStringConvertible {
    package let kind: Kind
    /// The stable code of the refusal, or of what went wrong on the way.
    package let code: String
    package let detail: String

    package enum Kind: Equatable, Sendable {
        /// Nobody answers, or not in time: nothing is known, so nothing is permitted.
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

    /// Nobody listens where an authority would.
    package static func notRunning(_ detail: String) -> ClientError {
        ClientError(.unreachable, code: notRunningCode, detail)
    }

    package var isNotRunning: Bool { code == Self.notRunningCode }
}

extension ClientError {
    init(_ error: HTTPClientError) {
        switch error {
        case .invalidRequest, .tooLarge: self.init(.garbled, code: "garbled", "\(error)")
        case .unreachable: self = .notRunning("no authority is running")
        default: self.init(.unreachable, code: "unreachable", "\(error)")
        }
    }

    /// Reads the error that an authority answered with.
    init(refusal answer: HTTPAnswer) {
        var code = "refused"
        var detail = "the authority answered with status \(answer.status)"
        do throws(JSONError) {
            let root = try JSONDocument(answer.body).root
            code = root["error"]?.stringValue ?? code
            detail = root["error_description"]?.stringValue ?? detail
        } catch {
            detail += " and no explanation"
        }
        let isUnavailable = answer.status == 503 || answer.status == 500
        self.init(isUnavailable ? .unreachable : .refused(status: answer.status), code: code, detail)
    }
}
