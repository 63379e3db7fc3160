// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// The codes that each surface answers with, as the one mapper gives them. `docs/wire/errors.md` says what they mean.
enum ErrorTable {
    /// A code with its status.
    struct Row: Hashable, Sendable {
        let status: HTTPStatus
        let code: String
    }

    /// All that `surface` ever answers with.
    static func rows(of surface: Surface) -> Set<Row> {
        Set(
            APIError.every.filter { $0.isPossible(on: surface) }.map { error in
                let answer = ErrorAnswer(error, on: surface)
                return Row(status: answer.status, code: answer.error)
            })
    }
}

extension APIError {
    /// One of each kind.
    static let every: [APIError] =
        Refusal.Code.allCases.map { .refused(Refusal($0, "")) }
        + AuthorityError.Unavailability.allCases.map { .unavailable($0) }
        + [SubmissionFault.Part.intent, .authority, .evidence].map { .submission(SubmissionFault($0, "")) }
        + [
            .unauthorized(""), .supervisorsAwaited, .malformed(""), .unsupportedMediaType(expected: ""),
            .unsupportedCoding, .noRoute,
            .methodNotAllowed(allowed: []), .storage,
        ]

    /// Whether it can be met there: a path that is none has no surface but the product's, and who may not ask for a
    /// decision gets one that denies.
    fileprivate func isPossible(on surface: Surface) -> Bool {
        switch (self, surface) {
        case (_, .product): true
        case (.noRoute, _): false
        case (.refused, .decision), (.submission, .decision), (.storage, .decision): false
        case (.submission, .status): false
        default: true
        }
    }
}

extension Surface {
    /// The surfaces, each once.
    static let every: [Surface] = [.submission, .status(nonce: nil), .decision, .product]

    /// How the documents call it.
    var name: String {
        switch self {
        case .submission: "submission"
        case .status: "status"
        case .decision: "decision"
        case .product: "product"
        }
    }
}
