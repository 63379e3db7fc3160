// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionAuthority
import MissionKernel
import MissionWire
import Synchronization

/// The answers of a batch, sent when the last one is there.
final class Gathered: Sendable {
    private enum Answer {
        case decided(DecisionReceipt)
        /// The evaluation cannot be read, which is a no to it alone.
        case malformed(JSONShapeError, PermitID)
    }

    private struct Answers {
        var list: [Answer?]
        var missing: Int
        var failure: AuthorityError?
    }

    private let answers: Mutex<Answers>
    private let reply: Reply

    init(count: Int, _ reply: Reply) {
        answers = Mutex(Answers(list: Array(repeating: nil, count: count), missing: count))
        self.reply = reply
    }

    func put(_ result: Result<DecisionReceipt, AuthorityError>, at position: Int) {
        take { answers in
            switch result {
            case .success(let receipt): answers.list[position] = .decided(receipt)
            case .failure(let error): answers.failure = error
            }
        }
    }

    /// - Parameter id: the name that the answer is to have.
    func put(_ error: JSONShapeError, _ id: PermitID, at position: Int) {
        take { answers in answers.list[position] = .malformed(error, id) }
    }

    private func take(_ answer: (inout Answers) -> Void) {
        let complete = answers.withLock { answers -> Answers? in
            answer(&answers)
            answers.missing -= 1
            return answers.missing == 0 ? answers : nil
        }
        guard let complete else { return }
        if let failure = complete.failure { return reply.fail(APIError(failure)) }
        reply.object { json in
            json.member("evaluations", each: complete.list.compactMap(\.self)) { json, answer in
                switch answer {
                case .decided(let receipt): EvaluationResponse(receipt).write(&json)
                case .malformed(let error, let id): json.value(malformed: error, id)
                }
            }
        }
    }
}

extension EvaluationResponse {
    init(_ receipt: DecisionReceipt) {
        self.init(receipt.decision, id: receipt.id, stalenessMilliseconds: receipt.stalenessMilliseconds)
    }
}

extension CanonicalWriter {
    /// The answer to an evaluation of a batch that cannot be read.
    fileprivate mutating func value(malformed error: JSONShapeError, _ id: PermitID) {
        object { json in
            json.member("context") { json in
                json.member("evaluation_id", id)
                json.member("explanation", "\(error)")
                json.member("next_action", NextAction.none.rawValue)
                json.member("reason", ErrorAnswer(APIError(error), on: .decision).error)
            }
            json.member("decision", false)
        }
    }
}
