// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionAuthority
import MissionWire
import Synchronization

/// The answers of a batch, sent when the last one is there.
final class Gathered: Sendable {
    private struct Answers {
        var decisions: [DecisionReceipt?]
        var missing: Int
        var failure: AuthorityError?
    }

    private let answers: Mutex<Answers>
    private let reply: Reply

    init(count: Int, _ reply: Reply) {
        answers = Mutex(Answers(decisions: Array(repeating: nil, count: count), missing: count))
        self.reply = reply
    }

    func put(_ result: Result<DecisionReceipt, AuthorityError>, at position: Int) {
        let complete = answers.withLock { answers -> Answers? in
            switch result {
            case .success(let receipt): answers.decisions[position] = receipt
            case .failure(let error): answers.failure = error
            }
            answers.missing -= 1
            return answers.missing == 0 ? answers : nil
        }
        guard let complete else { return }
        if let failure = complete.failure { return reply.fail(APIError(failure)) }
        reply.object { json in
            json.member("evaluations", each: complete.decisions.compactMap(\.self)) { json, receipt in
                EvaluationResponse(receipt).write(&json)
            }
        }
    }
}

extension EvaluationResponse {
    init(_ receipt: DecisionReceipt) {
        self.init(receipt.decision, id: receipt.id, stalenessMilliseconds: receipt.stalenessMilliseconds)
    }
}
