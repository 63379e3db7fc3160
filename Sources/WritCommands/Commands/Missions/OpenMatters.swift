// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionKernel

/// What is open under each mission: sessions that have not finished, and questions that wait for a person.
struct OpenMatters {
    private var sessions: [String: Int] = [:]
    private var questions: [String: Int] = [:]

    /// - Parameter isOwner: whether questions may be asked for, which are for people.
    init(_ client: AuthorityClient, isOwner: Bool) throws(ClientError) {
        for node in try client.all(.sessions) where node.text("state") != HarnessState.terminated.rawValue {
            sessions[node.text("mission"), default: 0] += 1
        }
        guard isOwner else { return }
        try client.get("/v1/attention")["items"]?.forEachElement { node in
            questions[node.text("mission"), default: 0] += 1
        }
    }

    /// `1 session, 2 questions`, or nothing. Under a mission that has ended no session can go on.
    func text(under node: JSONNode) -> StyledText {
        let mission = node.text("id")
        let live = node["ended"] == nil ? sessions[mission] : nil
        let sessions = live.map { StyledText(LedgerPhrase.count($0, "session")) }
        let questions = questions[mission].map { StyledText(LedgerPhrase.count($0, "question"), .warning) }
        switch (sessions, questions) {
        case (let sessions?, let questions?): return "\(sessions), \(questions)"
        default: return sessions ?? questions ?? ""
        }
    }
}
