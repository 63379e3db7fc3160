// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON

extension Terminal {
    /// Says why a verb did not do what it was asked to: in words, or as JSON if that was asked for.
    func report(_ failure: CommandFailure) {
        guard facts.wantsJSON else {
            return fail(failure.problem, quoting: failure.quoted, hints: failure.hints)
        }
        printJSON([
            "error": .string(failure.code.name),
            "error_description": .string(([failure.problem] + failure.quoted).joined(separator: "\n")),
            "hints": .array(failure.hints.map { .string($0) }),
        ])
    }
}

extension ExitCode {
    /// The name in JSON.
    var name: String {
        switch self {
        case .success: "success"
        case .refused: "refused"
        case .usage: "usage"
        case .unavailable: "unavailable"
        case .failure: "failure"
        }
    }
}
